#include "src/web/url_pattern.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "ada.h"

namespace web {
namespace {

// Octets of a pattern, or of all members of a dictionary. Each octet may become several of a
// regular expression.
constexpr size_t kLongestPattern = size_t{64} << 10;

// Keeps regular expressions as text. ada runs one itself in a single case: the protocol's, on the
// special schemes.
template <bool kProtocolIsSpecial>
struct RegExpText {
  struct regex_type {
    std::string source;
    bool ignore_case = false;
  };

  static std::optional<regex_type> create_instance(std::string_view source, bool ignore_case) {
    return regex_type{std::string(source), ignore_case};
  }
  static std::optional<std::vector<std::optional<std::string>>> regex_search(std::string_view,
                                                                             const regex_type&) {
    return std::nullopt;
  }
  static bool regex_match(std::string_view, const regex_type&) { return kProtocolIsSpecial; }
};

absl::Status TooLong(size_t length) {
  return absl::InvalidArgumentError(
      absl::StrCat("the pattern has ", length, " octets; expected at most ", kLongestPattern));
}

template <class Provider>
PatternComponent ToComponent(ada::url_pattern_component<Provider>& component) {
  using Kind = PatternComponent::Kind;
  PatternComponent result = {Kind::kRegExp,
                             std::move(component.pattern),
                             std::move(component.regexp.source),
                             std::move(component.group_name_list),
                             component.regexp.ignore_case,
                             component.has_regexp_groups};
  switch (component.type) {
    case ada::url_pattern_component_type::EMPTY:
      result.kind = Kind::kEmpty;
      break;
    case ada::url_pattern_component_type::EXACT_MATCH:
      result.kind = Kind::kExact;
      result.value = std::move(component.exact_match_value);
      break;
    case ada::url_pattern_component_type::FULL_WILDCARD:
      result.kind = Kind::kAny;
      break;
    case ada::url_pattern_component_type::REGEXP:
      break;
  }
  return result;
}

template <bool kProtocolIsSpecial>
absl::StatusOr<Pattern> Parse(std::variant<std::string_view, ada::url_pattern_init> input,
                              std::optional<std::string_view> base, bool ignore_case) {
  const ada::url_pattern_options options = {.ignore_case = ignore_case};
  auto pattern = ada::parse_url_pattern<RegExpText<kProtocolIsSpecial>>(
      std::move(input), base ? &*base : nullptr, &options);
  if (!pattern) return absl::InvalidArgumentError("not a URL pattern");
  return Pattern{ToComponent(pattern->protocol_component), ToComponent(pattern->username_component),
                 ToComponent(pattern->password_component), ToComponent(pattern->hostname_component),
                 ToComponent(pattern->port_component),     ToComponent(pattern->pathname_component),
                 ToComponent(pattern->search_component),   ToComponent(pattern->hash_component)};
}

absl::StatusOr<Pattern> Parse(std::variant<std::string_view, ada::url_pattern_init> input,
                              std::optional<std::string_view> base, PatternOptions options) {
  return options.protocol_is_special ? Parse<true>(std::move(input), base, options.ignore_case)
                                     : Parse<false>(std::move(input), base, options.ignore_case);
}

size_t LengthOf(const PatternInit& init) {
  size_t length = 0;
  for (const auto& [name, value] : init) length += value.size();
  return length;
}

ada::url_pattern_init ToAda(const PatternInit& init) {
  using Member = std::optional<std::string> ada::url_pattern_init::*;
  constexpr std::pair<std::string_view, Member> kMembers[] = {
      {"protocol", &ada::url_pattern_init::protocol},
      {"username", &ada::url_pattern_init::username},
      {"password", &ada::url_pattern_init::password},
      {"hostname", &ada::url_pattern_init::hostname},
      {"port", &ada::url_pattern_init::port},
      {"pathname", &ada::url_pattern_init::pathname},
      {"search", &ada::url_pattern_init::search},
      {"hash", &ada::url_pattern_init::hash},
      {"baseURL", &ada::url_pattern_init::base_url},
  };
  ada::url_pattern_init result;
  for (const auto& [name, value] : init) {
    for (const auto& [known, member] : kMembers) {
      if (known == name) result.*member = value;
    }
  }
  return result;
}

}  // namespace

absl::StatusOr<Pattern> ParsePattern(std::string_view input, std::optional<std::string_view> base,
                                     PatternOptions options) {
  const size_t length = input.size() + (base ? base->size() : 0);
  if (length > kLongestPattern) return TooLong(length);
  return Parse(input, base, options);
}

absl::StatusOr<Pattern> ParsePattern(const PatternInit& init, PatternOptions options) {
  if (const size_t length = LengthOf(init); length > kLongestPattern) return TooLong(length);
  return Parse(ToAda(init), std::nullopt, options);
}

std::optional<std::array<std::string, kPatternComponents>> ProcessPatternInit(
    const PatternInit& init) {
  auto processed = ada::url_pattern_init::process(
      ToAda(init), ada::url_pattern_init::process_type::url, "", "", "", "", "", "", "", "");
  if (!processed) return std::nullopt;
  std::string search = processed->search.value_or("");
  if (search.starts_with('?')) search.erase(0, 1);
  return {{processed->protocol.value_or(""), processed->username.value_or(""),
           processed->password.value_or(""), processed->hostname.value_or(""),
           processed->port.value_or(""), processed->pathname.value_or(""), std::move(search),
           processed->hash.value_or("")}};
}

}  // namespace web
