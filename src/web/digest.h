#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "src/base/bytes.h"

namespace web {

// The message digest of `input` under the hash that WebCrypto registers as `name`: "SHA-1",
// "SHA-256", "SHA-384", "SHA-512" or (not in WebCrypto, but in Workers) "MD5". kInvalidArgument
// for any other name. Any thread.
absl::StatusOr<base::Bytes> Digest(std::string_view name, std::span<const uint8_t> input);

}  // namespace web
