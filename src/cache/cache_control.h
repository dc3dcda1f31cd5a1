#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/http/message.h"

namespace cache {

// The most that a number of seconds counts for (RFC 9111, section 1.2.2).
inline constexpr int64_t kMostSeconds = int64_t{1} << 31;

// What Cache-Control of a response says to a shared cache (RFC 9111, section 5.2.2). Directives
// that are not known, or malformed, count for nothing.
struct CacheControl {
  bool no_store = false;
  bool must_understand = false;
  bool is_public = false;
  bool must_revalidate = false;  // or proxy-revalidate
  bool is_private = false;       // without a list of fields
  bool no_cache = false;         // without a list of fields
  // The fields, in lower case, that `private` and `no-cache` name: a shared cache keeps the rest.
  std::vector<std::string> excluded;
  // Seconds. A number that is none counts as 0, and of two the smaller one.
  std::optional<int64_t> max_age;
  std::optional<int64_t> s_maxage;

  bool Excludes(std::string_view lower_name) const;
};

// Reads all fields called Cache-Control.
CacheControl ParseCacheControl(const http::HeaderList& headers);
// Reads the value of one field into `control`.
void ReadCacheControl(std::string_view value, CacheControl& control);

// A whole number of seconds, at most kMostSeconds (RFC 9111, section 1.2.2); nullopt for what is
// none.
std::optional<int64_t> ParseSeconds(std::string_view text);

}  // namespace cache
