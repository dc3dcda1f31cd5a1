#include "src/host/dotenv.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "src/host/config_value.h"

namespace host {
namespace {

constexpr std::string_view kBlanks = " \t\v\f";
constexpr std::string_view kQuotes = "'\"`";

bool IsBlank(char c) { return kBlanks.find(c) != kBlanks.npos; }
bool IsNameCharacter(char c) { return absl::ascii_isalnum(c) || c == '_' || c == '.' || c == '-'; }

class Parser {
 public:
  // `text`: its lines end with LF. Both are borrowed.
  Parser(std::string_view text, std::string_view file) : rest_(text), file_(file) {}

  Dotenv Run() {
    while (!rest_.empty()) {
      SkipBlanks();
      if (rest_.empty()) break;
      if (rest_.front() == '\n' || rest_.front() == '#') {
        SkipLine();
        continue;
      }
      ReadVariable();
    }
    return std::move(result_);
  }

 private:
  void ReadVariable() {
    if (std::string_view after = rest_;
        absl::ConsumePrefix(&after, "export") && !after.empty() && IsBlank(after.front())) {
      rest_ = after;
      SkipBlanks();
    }
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), IsNameCharacter);
    const std::string_view name = rest_.substr(0, end - rest_.begin());
    rest_.remove_prefix(name.size());
    const bool blank_follows = !rest_.empty() && IsBlank(rest_.front());
    SkipBlanks();
    const bool colon = !blank_follows && rest_.starts_with(':') &&
                       (rest_.size() == 1 || IsBlank(rest_[1]) || rest_[1] == '\n');
    if (name.empty() || !(rest_.starts_with('=') || colon)) {
      Warn("is no variable: ignored; expected NAME=VALUE");
      return SkipLine();
    }
    rest_.remove_prefix(1);
    SkipBlanks();
    if (!rest_.empty() && kQuotes.find(rest_.front()) != kQuotes.npos && ReadQuoted(name)) return;
    const std::string_view line = rest_.substr(0, rest_.find('\n'));
    Set(name, absl::StripAsciiWhitespace(line.substr(0, line.find('#'))));
    SkipLine();
  }

  // A value between quotes, where what follows a backslash does not end it. False: it is none.
  bool ReadQuoted(std::string_view name) {
    const char quote = rest_.front();
    size_t end = 1;
    while (end < rest_.size() && rest_[end] != quote) {
      end += rest_[end] == '\\' && end + 1 < rest_.size() ? 2 : 1;
    }
    if (end >= rest_.size()) {
      Warn("begins a value with a quote that does not end; expected it again");
      return false;
    }
    const std::string_view value = rest_.substr(1, end - 1);
    const std::string_view after = rest_.substr(end + 1);
    const std::string_view tail = absl::StripAsciiWhitespace(after.substr(0, after.find('\n')));
    if (!tail.empty() && tail.front() != '#') {
      Warn("has a value that goes on after its quote; expected the end of the line there");
      return false;
    }
    Set(name, quote == '"' ? absl::StrReplaceAll(value, {{"\\n", "\n"}, {"\\r", "\r"}})
                           : std::string(value));
    line_ += static_cast<int>(std::count(value.begin(), value.end(), '\n'));
    rest_ = after;
    SkipLine();
    return true;
  }

  void Set(std::string_view name, std::string_view value) {
    const auto [known, added] = places_.try_emplace(name, result_.variables.size());
    if (added) {
      result_.variables.emplace_back(name, value);
    } else {
      result_.variables[known->second].second = std::string(value);
    }
  }

  void SkipBlanks() {
    while (!rest_.empty() && IsBlank(rest_.front())) rest_.remove_prefix(1);
  }

  void SkipLine() {
    const size_t end = rest_.find('\n');
    rest_.remove_prefix(end == rest_.npos ? rest_.size() : end + 1);
    ++line_;
  }

  void Warn(std::string_view what) {
    result_.warnings.push_back(AtPlace(file_, Place{line_, 1}, absl::StrCat("the line ", what)));
  }

  std::string_view rest_;
  const std::string_view file_;
  int line_ = 1;
  Dotenv result_;
  absl::flat_hash_map<std::string, size_t> places_;  // of each name in the result
};

}  // namespace

Dotenv ParseDotenv(std::string_view text, std::string_view file) {
  absl::ConsumePrefix(&text, "\xef\xbb\xbf");
  const std::string lines = absl::StrReplaceAll(text, {{"\r\n", "\n"}, {"\r", "\n"}});
  return Parser(lines, file).Run();
}

}  // namespace host
