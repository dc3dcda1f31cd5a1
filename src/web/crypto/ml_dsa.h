#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "src/base/bytes.h"
#include "src/web/crypto/der.h"

namespace web {

// ML-DSA (FIPS 204): `name` is "ML-DSA-44", "ML-DSA-65" or "ML-DSA-87". A key is a value: a public
// one its octets, a private one its seed of 32 octets with the public key behind it. What is wrong
// about a key or data is kFailedPrecondition; another name is kInvalidArgument. Any thread.

absl::StatusOr<base::Bytes> GenerateMlDsa(std::string_view name);
// The private key of a seed.
absl::StatusOr<base::Bytes> ImportMlDsaSeed(std::string_view name, std::span<const uint8_t> seed);
absl::StatusOr<base::Bytes> ImportMlDsaPublic(std::string_view name,
                                              std::span<const uint8_t> octets);
// As in RFC 9881.
absl::StatusOr<base::Bytes> ImportMlDsa(std::string_view name, KeyFormat format,
                                        std::span<const uint8_t> der);
absl::StatusOr<base::Bytes> ExportMlDsa(std::string_view name, KeyFormat format,
                                        std::span<const uint8_t> key);

// A signature that is hedged (FIPS 204, section 3.4). `context` has at most 255 octets, the data at
// most 64,000.
absl::StatusOr<base::Bytes> SignMlDsa(std::string_view name, std::span<const uint8_t> private_key,
                                      std::span<const uint8_t> context,
                                      std::span<const uint8_t> data);
absl::StatusOr<bool> VerifyMlDsa(std::string_view name, std::span<const uint8_t> public_key,
                                 std::span<const uint8_t> context,
                                 std::span<const uint8_t> signature, std::span<const uint8_t> data);

}  // namespace web
