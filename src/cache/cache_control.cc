#include "src/cache/cache_control.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"

namespace cache {
namespace {

// One directive: a name and, after "=", a token or a quoted string (RFC 9110, section 5.6.6).
struct Directive {
  std::string name;  // in lower case
  bool has_argument = false;
  std::string argument;
};

bool IsBlank(char c) { return c == ' ' || c == '\t'; }

// Takes directives off the front of a list.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  // Nullopt: the end.
  std::optional<Directive> Next() {
    while (!text_.empty() && (IsBlank(text_[0]) || text_[0] == ',')) text_.remove_prefix(1);
    if (text_.empty()) return std::nullopt;
    Directive directive;
    directive.name = absl::AsciiStrToLower(absl::StripAsciiWhitespace(TakeUntil("=,")));
    if (!text_.empty() && text_[0] == '=') {
      text_.remove_prefix(1);
      while (!text_.empty() && IsBlank(text_[0])) text_.remove_prefix(1);
      directive.has_argument = true;
      directive.argument = !text_.empty() && text_[0] == '"'
                               ? TakeQuoted()
                               : std::string(absl::StripAsciiWhitespace(TakeUntil(",")));
    }
    // What follows a quoted string up to the comma is nothing.
    TakeUntil(",");
    return directive;
  }

 private:
  std::string_view TakeUntil(std::string_view ends) {
    const std::string_view taken = text_.substr(0, text_.find_first_of(ends));
    text_.remove_prefix(taken.size());
    return taken;
  }

  std::string TakeQuoted() {
    std::string taken;
    text_.remove_prefix(1);
    while (!text_.empty() && text_[0] != '"') {
      if (text_[0] == '\\' && text_.size() > 1) text_.remove_prefix(1);
      taken.push_back(text_[0]);
      text_.remove_prefix(1);
    }
    if (!text_.empty()) text_.remove_prefix(1);
    return taken;
  }

  std::string_view text_;
};

void ReadFields(std::string_view list, CacheControl& control) {
  for (std::string_view one : absl::StrSplit(list, ',')) {
    one = absl::StripAsciiWhitespace(one);
    if (!one.empty()) control.excluded.push_back(absl::AsciiStrToLower(one));
  }
}

void ReadAge(const Directive& directive, std::optional<int64_t>& into) {
  // Of what is no number it is not known how long it may be kept.
  const int64_t seconds = ParseSeconds(directive.argument).value_or(0);
  into = into ? std::min(*into, seconds) : seconds;
}

void Apply(const Directive& directive, CacheControl& control) {
  const std::string_view name = directive.name;
  if (name == "no-store") {
    control.no_store = true;
  } else if (name == "must-understand") {
    control.must_understand = true;
  } else if (name == "public") {
    control.is_public = true;
  } else if (name == "must-revalidate" || name == "proxy-revalidate") {
    control.must_revalidate = true;
  } else if (name == "private" || name == "no-cache") {
    const bool has_fields = !absl::StripAsciiWhitespace(directive.argument).empty();
    if (has_fields) return ReadFields(directive.argument, control);
    (name == "private" ? control.is_private : control.no_cache) = true;
  } else if (name == "max-age") {
    ReadAge(directive, control.max_age);
  } else if (name == "s-maxage") {
    ReadAge(directive, control.s_maxage);
  }
}

}  // namespace

bool CacheControl::Excludes(std::string_view lower_name) const {
  return std::find(excluded.begin(), excluded.end(), lower_name) != excluded.end();
}

std::optional<int64_t> ParseSeconds(std::string_view text) {
  if (text.empty()) return std::nullopt;
  int64_t seconds = 0;
  for (char c : text) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return std::nullopt;
    seconds = std::min(seconds * 10 + (c - '0'), kMostSeconds);
  }
  return seconds;
}

void ReadCacheControl(std::string_view value, CacheControl& control) {
  Scanner scanner(value);
  while (std::optional<Directive> directive = scanner.Next()) Apply(*directive, control);
}

CacheControl ParseCacheControl(const http::HeaderList& headers) {
  CacheControl control;
  for (size_t i = 0; i < headers.size(); ++i) {
    const http::HeaderList::Field field = headers.at(i);
    if (absl::EqualsIgnoreCase(field.name, "cache-control")) {
      ReadCacheControl(field.value, control);
    }
  }
  return control;
}

}  // namespace cache
