#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace web {

// base64url without padding (RFC 7515, section 2), as JSON Web Keys have it. Decoding takes nothing
// else: kFailedPrecondition for other characters, padding, a length that no octets have, or bits
// that are not 0 behind the last octet.
std::string ToBase64Url(std::span<const uint8_t> octets);
absl::StatusOr<std::string> FromBase64Url(std::string_view text);

}  // namespace web
