#include "src/cli/types_secrets.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "src/host/files.h"

namespace cli {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxBytes = size_t{1} << 20;

// Takes a line off the text, without its end.
std::string_view TakeLine(std::string_view& text) {
  const size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

// Where a value that begins with a quote ends on a later line, takes the lines up to there.
void SkipQuoted(std::string_view value, std::string_view& text) {
  value = absl::StripLeadingAsciiWhitespace(value);
  if (value.empty() || std::string_view("\"'`").find(value[0]) == std::string_view::npos) return;
  const char quote = value[0];
  if (value.find(quote, 1) != value.npos) return;
  const size_t end = text.find(quote);
  if (end == text.npos) return;
  text.remove_prefix(end);
  TakeLine(text);
}

bool IsName(std::string_view name) {
  return !name.empty() && !absl::ascii_isdigit(name[0]) &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return absl::ascii_isalnum(c) || c == '_'; });
}

bool Exists(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

}  // namespace

std::vector<std::string> SecretNames(std::string_view text) {
  std::vector<std::string> names;
  while (!text.empty()) {
    std::string_view line = absl::StripLeadingAsciiWhitespace(TakeLine(text));
    const size_t equals = line.find('=');
    if (line.starts_with('#') || equals == line.npos) continue;
    std::string_view name = absl::StripAsciiWhitespace(line.substr(0, equals));
    if (absl::ConsumePrefix(&name, "export ")) name = absl::StripLeadingAsciiWhitespace(name);
    SkipQuoted(line.substr(equals + 1), text);
    if (IsName(name) && std::find(names.begin(), names.end(), name) == names.end()) {
      names.emplace_back(name);
    }
  }
  return names;
}

absl::StatusOr<std::vector<std::string>> ReadSecretNames(const fs::path& folder,
                                                         const std::string& environment) {
  const std::string suffix = environment.empty() ? "" : absl::StrCat(".", environment);
  std::vector<std::string> files;
  for (const std::string& file : {absl::StrCat(".dev.vars", suffix), std::string(".dev.vars")}) {
    if (files.empty() && Exists(folder / file)) files.push_back(file);
  }
  if (files.empty()) {
    files = {".env", ".env.local"};
    if (!suffix.empty()) {
      files.push_back(absl::StrCat(".env", suffix));
      files.push_back(absl::StrCat(".env", suffix, ".local"));
    }
  }
  std::vector<std::string> names;
  for (const std::string& file : files) {
    if (!Exists(folder / file)) continue;
    absl::StatusOr<std::string> text = host::ReadFile(folder / file, file, kMaxBytes);
    if (!text.ok()) return text.status();
    for (std::string& name : SecretNames(*text)) {
      if (std::find(names.begin(), names.end(), name) == names.end()) {
        names.push_back(std::move(name));
      }
    }
  }
  return names;
}

}  // namespace cli
