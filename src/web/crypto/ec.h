#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "src/base/bytes.h"
#include "src/web/crypto/der.h"

namespace web {

// Keys on the curves P-256, P-384 and P-521 (FIPS 186-5), ECDSA and ECDH. A key is a value: a
// public one the uncompressed point (SEC 1, section 2.3.3), a private one its number, as long as a
// coordinate, with the point behind it. What is wrong about a key or data is kFailedPrecondition;
// an unknown curve is kInvalidArgument. Any thread.

// The octets of a coordinate; 0 for an unknown curve.
uint32_t EcCoordinateSize(std::string_view curve);

absl::StatusOr<base::Bytes> GenerateEc(std::string_view curve);
absl::StatusOr<base::Bytes> ImportEc(std::string_view curve, KeyFormat format,
                                     std::span<const uint8_t> der);
absl::StatusOr<base::Bytes> ExportEc(std::string_view curve, KeyFormat format,
                                     std::span<const uint8_t> key);
// A public key from a point, compressed or not.
absl::StatusOr<base::Bytes> ImportEcPoint(std::string_view curve, std::span<const uint8_t> point);
// A JSON Web Key's coordinates and, for a private key, its number.
absl::StatusOr<base::Bytes> ImportEcNumbers(std::string_view curve, std::span<const uint8_t> x,
                                            std::span<const uint8_t> y,
                                            std::optional<std::span<const uint8_t>> d);

// Signatures are two numbers, each as long as a coordinate (IEEE P1363).
absl::StatusOr<base::Bytes> SignEc(std::string_view curve, std::string_view hash,
                                   std::span<const uint8_t> private_key,
                                   std::span<const uint8_t> data);
absl::StatusOr<bool> VerifyEc(std::string_view curve, std::string_view hash,
                              std::span<const uint8_t> public_key,
                              std::span<const uint8_t> signature, std::span<const uint8_t> data);

// The x coordinate of what the two agree on.
absl::StatusOr<base::Bytes> DeriveEc(std::string_view curve, std::span<const uint8_t> private_key,
                                     std::span<const uint8_t> public_key);

}  // namespace web
