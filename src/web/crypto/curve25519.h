#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "src/base/bytes.h"
#include "src/web/crypto/der.h"

namespace web {

// Ed25519 (RFC 8032) and X25519 (RFC 7748): `name` is one of them. A key is a value: a public one
// its 32 octets, a private one its 32 octets with the public ones behind them. What is wrong about
// a key or data is kFailedPrecondition; another name is kInvalidArgument. Any thread.

inline constexpr size_t kCurve25519Size = 32;

absl::StatusOr<base::Bytes> GenerateCurve25519(std::string_view name);
// The key of 32 private octets.
absl::StatusOr<base::Bytes> ImportCurve25519Private(std::string_view name,
                                                    std::span<const uint8_t> octets);
// As in RFC 8410.
absl::StatusOr<base::Bytes> ImportCurve25519(std::string_view name, KeyFormat format,
                                             std::span<const uint8_t> der);
absl::StatusOr<base::Bytes> ExportCurve25519(std::string_view name, KeyFormat format,
                                             std::span<const uint8_t> key);

absl::StatusOr<base::Bytes> SignEd25519(std::span<const uint8_t> private_key,
                                        std::span<const uint8_t> data);
// False, too, for keys and signatures whose point is of small order.
absl::StatusOr<bool> VerifyEd25519(std::span<const uint8_t> public_key,
                                   std::span<const uint8_t> signature,
                                   std::span<const uint8_t> data);
// Fails where the secret would be 0, as with points of small order.
absl::StatusOr<base::Bytes> DeriveX25519(std::span<const uint8_t> private_key,
                                         std::span<const uint8_t> public_key);

}  // namespace web
