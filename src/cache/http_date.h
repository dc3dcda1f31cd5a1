#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace cache {

// Seconds since 1970-01-01T00:00:00Z of a date in one of HTTP's three formats (RFC 9110, section
// 5.6.7); nullopt for what is none.
std::optional<int64_t> ParseHttpDate(std::string_view text);

}  // namespace cache
