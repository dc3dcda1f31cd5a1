#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "src/base/bytes.h"
#include "src/web/crypto/der.h"

namespace web {

// ML-KEM (FIPS 203): `name` is "ML-KEM-512", "ML-KEM-768" or "ML-KEM-1024". A key is a value: a
// public one its octets, a private one its seed of 64 octets with the public key behind it. What is
// wrong about a key or data is kFailedPrecondition; another name is kInvalidArgument. Any thread.

absl::StatusOr<base::Bytes> GenerateMlKem(std::string_view name);
// The private key of a seed.
absl::StatusOr<base::Bytes> ImportMlKemSeed(std::string_view name, std::span<const uint8_t> seed);
// The public key of octets, which must be a key (FIPS 203, section 7.2).
absl::StatusOr<base::Bytes> ImportMlKemPublic(std::string_view name,
                                              std::span<const uint8_t> octets);
// As in RFC 9935.
absl::StatusOr<base::Bytes> ImportMlKem(std::string_view name, KeyFormat format,
                                        std::span<const uint8_t> der);
absl::StatusOr<base::Bytes> ExportMlKem(std::string_view name, KeyFormat format,
                                        std::span<const uint8_t> key);

inline constexpr size_t kMlKemSecretSize = 32;

// A secret with the ciphertext behind it that gives it to the owner of the private key.
absl::StatusOr<base::Bytes> EncapsulateMlKem(std::string_view name,
                                             std::span<const uint8_t> public_key);
// The secret; another one for a ciphertext that was not made with the key.
absl::StatusOr<base::Bytes> DecapsulateMlKem(std::string_view name,
                                             std::span<const uint8_t> private_key,
                                             std::span<const uint8_t> ciphertext);

}  // namespace web
