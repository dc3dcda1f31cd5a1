#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "src/base/bytes.h"

namespace web {

// What Argon2 (RFC 9106, version 1.3) is given. Spans are borrowed for the call.
struct Argon2Input {
  // "Argon2d", "Argon2i" or "Argon2id".
  std::string_view name = {};
  std::span<const uint8_t> password = {};
  // At least 8 octets.
  std::span<const uint8_t> salt = {};
  std::span<const uint8_t> secret = {};
  std::span<const uint8_t> associated_data = {};
  // In KiB: at least 8 for each lane, at most kMaxArgon2Memory.
  uint32_t memory = 0;
  // At least 1.
  uint32_t passes = 0;
  // The lanes, which are computed one after the other; at least 1.
  uint32_t parallelism = 0;
  // Of the result, in octets: at least 4, at most kMaxArgon2Result.
  uint32_t size = 0;
};

// Half of what an isolate has: a derivation's memory is none of the isolate's.
inline constexpr uint32_t kMaxArgon2Memory = 64U << 10;
// The KiB that all passes write together: a second or so.
inline constexpr uint64_t kMaxArgon2Work = 1U << 20;
inline constexpr uint32_t kMaxArgon2Result = 1U << 16;

// kFailedPrecondition for parameters that are out of bounds; kInvalidArgument for another name.
// Takes long. Any thread.
absl::StatusOr<base::Bytes> Argon2(const Argon2Input& input);

}  // namespace web
