#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "src/base/bytes.h"
#include "src/web/crypto/der.h"

namespace web {

// Ed448 (RFC 8032) and X448 (RFC 7748): `name` is one of them, of 57 and 56 octets. A key is a
// value: a public one its octets, a private one its octets with the public ones behind them. What
// is wrong about a key or data is kFailedPrecondition; another name is kInvalidArgument. Any
// thread.

absl::StatusOr<base::Bytes> GenerateCurve448(std::string_view name);
// The key of private octets.
absl::StatusOr<base::Bytes> ImportCurve448Private(std::string_view name,
                                                  std::span<const uint8_t> octets);
// As in RFC 8410.
absl::StatusOr<base::Bytes> ImportCurve448(std::string_view name, KeyFormat format,
                                           std::span<const uint8_t> der);
absl::StatusOr<base::Bytes> ExportCurve448(std::string_view name, KeyFormat format,
                                           std::span<const uint8_t> key);

// `context` has at most 255 octets, the data at most 64,000.
absl::StatusOr<base::Bytes> SignEd448(std::span<const uint8_t> private_key,
                                      std::span<const uint8_t> context,
                                      std::span<const uint8_t> data);
// False, too, for keys that are no points of the curve, and those of small order.
absl::StatusOr<bool> VerifyEd448(std::span<const uint8_t> public_key,
                                 std::span<const uint8_t> context,
                                 std::span<const uint8_t> signature, std::span<const uint8_t> data);
// Fails where the secret would be 0, as with points of small order.
absl::StatusOr<base::Bytes> DeriveX448(std::span<const uint8_t> private_key,
                                       std::span<const uint8_t> public_key);

}  // namespace web
