#pragma once

// URL patterns (URL Pattern Standard): ada parses them, and makes of each component a regular
// expression of ECMAScript, which only V8 can run.
//
// Pure functions; any thread. Text is UTF-8.

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace web {

// protocol, username, password, hostname, port, pathname, search, hash.
inline constexpr size_t kPatternComponents = 8;

struct PatternComponent {
  enum class Kind { kEmpty, kExact, kAny, kRegExp };

  // What an input has to be: empty, `value`, anything, or what the regular expression `value`
  // matches.
  Kind kind;
  // The pattern in its normal form.
  std::string pattern;
  std::string value;
  // Of the groups, in order. For kAny it is one, or none.
  std::vector<std::string> names;
  bool ignore_case;
  // Whether the pattern itself has a regular expression in it.
  bool has_regexp_groups;
};

using Pattern = std::array<PatternComponent, kPatternComponents>;

// A URLPatternInit dictionary: names of members, "baseURL" too, and their values.
using PatternInit = std::vector<std::pair<std::string, std::string>>;

// Whether the protocol's regular expression matches a special scheme ("http", "https", "ws", "wss",
// "ftp", "file") decides how the rest is read. The caller finds that out, and calls again with
// `true`.
struct PatternOptions {
  bool ignore_case = false;
  bool protocol_is_special = false;
};

// kInvalidArgument for what is no pattern.
absl::StatusOr<Pattern> ParsePattern(std::string_view input, std::optional<std::string_view> base,
                                     PatternOptions options);
absl::StatusOr<Pattern> ParsePattern(const PatternInit& init, PatternOptions options);

// What the components of a pattern are matched with, for an input that is a dictionary. Nullopt
// when that is no part of a URL, which matches nothing.
std::optional<std::array<std::string, kPatternComponents>> ProcessPatternInit(
    const PatternInit& init);

}  // namespace web
