#include "src/host/dynamic_imports.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/ascii.h"

namespace host {
namespace {

bool IsWordCharacter(char c) {
  return absl::ascii_isalnum(c) || c == '_' || c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

// Words behind which a slash begins a regular expression.
constexpr std::string_view kBeforeExpression[] = {"await", "case",   "delete", "do",
                                                  "else",  "in",     "of",     "return",
                                                  "throw", "typeof", "void",   "yield"};

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::vector<std::string> Run() {
    while (at_ < text_.size()) Step();
    return std::move(found_);
  }

 private:
  char Peek(size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  void Step() {
    if (SkipBlank()) return;
    const char c = Peek();
    if (IsWordCharacter(c)) return ReadWord();
    if (c == '"' || c == '\'') return SkipQuoted(c);
    if (c == '`') return SkipTemplate();
    if (c == '/' && !after_operand_) return SkipRegularExpression();
    if (c == '{') ++braces_;
    if (c == '}' && !templates_.empty() && templates_.back() == braces_) {
      templates_.pop_back();
      return SkipTemplate();
    }
    if (c == '}') --braces_;
    after_operand_ = c == ')' || c == ']' || c == '}';
    after_dot_ = c == '.' && Peek(1) != '.' && (at_ == 0 || text_[at_ - 1] != '.');
    ++at_;
  }

  // Skips one run of white space or one comment, if there is one here.
  bool SkipBlank() {
    const size_t begin = at_;
    if (absl::ascii_isspace(Peek())) {
      while (absl::ascii_isspace(Peek())) ++at_;
    } else if (Peek() == '/' && Peek(1) == '/') {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (Peek() == '/' && Peek(1) == '*') {
      const size_t end = text_.find("*/", at_ + 2);
      at_ = end == text_.npos ? text_.size() : end + 2;
    }
    return at_ != begin;
  }

  void SkipBlanks() {
    while (SkipBlank()) {
    }
  }

  void ReadWord() {
    const size_t begin = at_;
    while (IsWordCharacter(Peek())) ++at_;
    const std::string_view word = text_.substr(begin, at_ - begin);
    after_operand_ = std::find(std::begin(kBeforeExpression), std::end(kBeforeExpression), word) ==
                     std::end(kBeforeExpression);
    if (word == "import" && !after_dot_) ReadImport();
    after_dot_ = false;
  }

  // Reads ("specifier") or ("specifier", options), behind the word.
  void ReadImport() {
    SkipBlanks();
    if (Peek() != '(') return;
    ++at_;
    after_operand_ = false;
    SkipBlanks();
    const char quote = Peek();
    if (quote != '"' && quote != '\'' && quote != '`') return;
    const size_t begin = at_ + 1;
    const size_t end = text_.find_first_of("\"'`\\\n$", begin);
    if (end == text_.npos || text_[end] != quote) return;
    at_ = end + 1;
    SkipBlanks();
    if (Peek() == ')' || Peek() == ',') found_.emplace_back(text_.substr(begin, end - begin));
  }

  // A string ends with its line at the latest.
  void SkipQuoted(char quote) {
    for (++at_; at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n'; ++at_) {
      if (text_[at_] == '\\') ++at_;
    }
    ++at_;
    after_operand_ = true;
  }

  // From a back quote, or from the brace that ends a substitution.
  void SkipTemplate() {
    after_operand_ = true;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\') {
        ++at_;
      } else if (text_[at_] == '`') {
        ++at_;
        return;
      } else if (text_[at_] == '$' && Peek(1) == '{') {
        at_ += 2;
        templates_.push_back(braces_);
        after_operand_ = false;
        return;
      }
    }
  }

  void SkipRegularExpression() {
    bool in_class = false;
    for (++at_; at_ < text_.size() && text_[at_] != '\n'; ++at_) {
      if (text_[at_] == '\\') {
        ++at_;
      } else if (text_[at_] == '[') {
        in_class = true;
      } else if (text_[at_] == ']') {
        in_class = false;
      } else if (text_[at_] == '/' && !in_class) {
        ++at_;
        break;
      }
    }
    after_operand_ = true;
  }

  const std::string_view text_;
  size_t at_ = 0;
  int braces_ = 0;              // that are open
  std::vector<int> templates_;  // braces_ where each open substitution began
  bool after_operand_ = false;  // whether a slash would divide
  bool after_dot_ = false;      // whether a word would name a property
  std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> FindDynamicImports(std::string_view source) {
  return Scanner(source).Run();
}

}  // namespace host
