#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "src/host/bundler.h"

namespace host {
namespace {

constexpr std::string_view kMark = "[ERROR] ";
constexpr std::string_view kBar = " │ ";

// Reads "    src/a.ts:1:21:" (a column from 0) into `error`.
bool ReadPlace(std::string_view line, engine::Exception& error) {
  line = absl::StripAsciiWhitespace(line);
  if (!absl::ConsumeSuffix(&line, ":")) return false;
  const size_t second = line.rfind(':');
  if (second == line.npos || second == 0) return false;
  const size_t first = line.rfind(':', second - 1);
  if (first == line.npos) return false;
  int number = 0;
  int column = 0;
  if (!absl::SimpleAtoi(line.substr(first + 1, second - first - 1), &number) ||
      !absl::SimpleAtoi(line.substr(second + 1), &column) || number < 0 || column < 0) {
    return false;
  }
  error.file = std::string(line.substr(0, first));
  error.line = number;
  error.column = column + 1;
  return true;
}

// Reads "      1 │ import x" into `error`.
bool ReadSource(std::string_view line, engine::Exception& error) {
  const size_t bar = line.find(kBar);
  int number = 0;
  if (bar == line.npos || !absl::SimpleAtoi(line.substr(0, bar), &number)) return false;
  error.source_line = std::string(line.substr(bar + kBar.size()));
  return true;
}

}  // namespace

std::optional<engine::Exception> ParseEsbuildError(std::string_view text) {
  const std::vector<std::string_view> lines = absl::StrSplit(text, '\n');
  std::optional<engine::Exception> error;
  for (std::string_view line : lines) {
    const size_t mark = line.find(kMark);
    if (mark != line.npos) {
      if (error.has_value()) break;
      error.emplace().message = std::string(line.substr(mark + kMark.size()));
      continue;
    }
    if (!error.has_value()) continue;
    if (error->file.empty()) {
      ReadPlace(line, *error);
    } else if (ReadSource(line, *error)) {
      break;
    }
  }
  return error;
}

}  // namespace host
