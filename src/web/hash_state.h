#pragma once

// Hashes and HMACs that are computed piece by piece, with their state as octets that the caller
// keeps: nothing lives here between two calls. Pure functions; any thread.

#include <cstdint>
#include <span>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "src/base/bytes.h"

namespace web {

// The state of a hash that has read nothing. `name` is one of "md5", "sha1", "sha224", "sha256",
// "sha384", "sha512" and "sha512-256". kInvalidArgument for any other.
absl::StatusOr<base::Bytes> StartHash(std::string_view name);

// The state of an HMAC (RFC 2104) under `key` that has read nothing.
absl::StatusOr<base::Bytes> StartHmac(std::string_view name, std::span<const uint8_t> key);

// Reads on. kInvalidArgument when `state` is none that these functions have made: what only looks
// like one gives a wrong digest and does no other harm.
absl::Status UpdateHash(std::span<uint8_t> state, std::span<const uint8_t> data);

// The digest, or the HMAC, of all that was read. Leaves the state as it is.
absl::StatusOr<base::Bytes> FinishHash(std::span<const uint8_t> state);

// `count` iterations of PBKDF2 (RFC 8018, section 5.2): `u` becomes the HMAC of `u` again and
// again, and is added to `sum`. `state` is one of StartHmac; `u` and `sum` are as long as its
// digest.
absl::Status IteratePbkdf2(std::span<const uint8_t> state, std::span<uint8_t> u,
                           std::span<uint8_t> sum, uint32_t count);

}  // namespace web
