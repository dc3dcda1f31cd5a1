#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "src/base/bytes.h"

namespace web {

// HMAC (RFC 2104) of `data`. `hash` is a name that HashNamed knows. Any thread.
absl::StatusOr<base::Bytes> Hmac(std::string_view hash, std::span<const uint8_t> key,
                                 std::span<const uint8_t> data);

// `size` octets of HKDF (RFC 5869); kFailedPrecondition for more than 255 digests. Any thread.
absl::StatusOr<base::Bytes> Hkdf(std::string_view hash, std::span<const uint8_t> key,
                                 std::span<const uint8_t> salt, std::span<const uint8_t> info,
                                 uint32_t size);

// How many digests PBKDF2 computes one after another: its cost. 0 for an unknown hash.
uint64_t Pbkdf2Rounds(std::string_view hash, uint32_t iterations, uint32_t size);
// What Pbkdf2 takes of these.
inline constexpr uint64_t kMaxPbkdf2Rounds = 1'000'000;

// `size` octets of PBKDF2 with HMAC (RFC 8018). kFailedPrecondition for no iterations and for more
// than kMaxPbkdf2Rounds. Any thread.
absl::StatusOr<base::Bytes> Pbkdf2(std::string_view hash, std::span<const uint8_t> password,
                                   std::span<const uint8_t> salt, uint32_t iterations,
                                   uint32_t size);

// Whether the octets are the same, in a time that does not depend on where they differ. They must
// be as many.
bool TimingSafeEqual(std::span<const uint8_t> a, std::span<const uint8_t> b);

}  // namespace web
