#include "src/engine/exception.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace engine {
namespace {

// A line longer than this is cut around the column: bundlers write lines of a megabyte.
constexpr size_t kShownColumns = 160;

}  // namespace

std::string Exception::Describe() const {
  std::string text;
  if (!file.empty()) absl::StrAppend(&text, file, ":");
  if (line > 0) absl::StrAppend(&text, line, ":", column, ":");
  absl::StrAppend(&text, text.empty() ? "" : " ", message);
  if (source_line.empty()) return text;

  size_t caret = column > 0 ? column - 1 : 0;
  std::string_view shown = source_line;
  if (shown.size() > kShownColumns) {
    size_t begin = caret > kShownColumns / 2 ? caret - kShownColumns / 2 : 0;
    begin = std::min(begin, shown.size());
    shown = shown.substr(begin, kShownColumns);
    caret -= begin;
  }
  absl::StrAppend(&text, "\n    ", shown, "\n    ", std::string(std::min(caret, shown.size()), ' '),
                  "^");
  return text;
}

}  // namespace engine
