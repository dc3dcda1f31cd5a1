#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "src/base/bytes.h"
#include "src/web/crypto/der.h"

namespace web {

// RSA keys and schemes (RFC 8017). A key is a value: the DER of an RSAPublicKey or RSAPrivateKey.
// What is wrong about a key or data is kFailedPrecondition; a name that is not known is
// kInvalidArgument. Any thread.

inline constexpr uint32_t kMinGeneratedRsaBits = 1024;
inline constexpr uint32_t kMaxGeneratedRsaBits = 4096;
// Of keys that are brought.
inline constexpr uint32_t kMinRsaBits = 512;
inline constexpr uint32_t kMaxRsaBits = 8192;

enum class RsaPart : uint8_t { kPublic, kPrivate };

// A new private key; takes up to some seconds. `exponent` is the public one: 3 or 65537.
absl::StatusOr<base::Bytes> GenerateRsa(uint32_t bits, uint32_t exponent);
absl::StatusOr<base::Bytes> RsaPublicOf(std::span<const uint8_t> private_key);

absl::StatusOr<base::Bytes> ImportRsa(KeyFormat format, std::span<const uint8_t> der);
absl::StatusOr<base::Bytes> ExportRsa(KeyFormat format, std::span<const uint8_t> key);
// A JSON Web Key's numbers (RFC 7518, section 6.3) in base64url: n, e, and for a private key d, p,
// q, dp, dq, qi.
absl::StatusOr<base::Bytes> ImportRsaNumbers(const std::vector<std::string>& numbers);
absl::StatusOr<std::vector<std::string>> ExportRsaNumbers(RsaPart part,
                                                          std::span<const uint8_t> key);

struct RsaInfo {
  uint32_t modulus_bits;
  base::Bytes exponent;  // big-endian, without zeros in front
};
absl::StatusOr<RsaInfo> InfoOfRsa(RsaPart part, std::span<const uint8_t> key);

// How a message is signed: RSASSA-PSS with a salt of `salt_size` octets, or RSASSA-PKCS1-v1_5.
struct RsaScheme {
  std::string_view hash;
  bool is_pss = false;
  uint32_t salt_size = 0;
};
absl::StatusOr<base::Bytes> SignRsa(const RsaScheme& scheme, std::span<const uint8_t> private_key,
                                    std::span<const uint8_t> data);
absl::StatusOr<bool> VerifyRsa(const RsaScheme& scheme, std::span<const uint8_t> public_key,
                               std::span<const uint8_t> signature, std::span<const uint8_t> data);

// RSAES-OAEP.
absl::StatusOr<base::Bytes> EncryptRsa(std::string_view hash, std::span<const uint8_t> public_key,
                                       std::span<const uint8_t> label,
                                       std::span<const uint8_t> data);
absl::StatusOr<base::Bytes> DecryptRsa(std::string_view hash, std::span<const uint8_t> private_key,
                                       std::span<const uint8_t> label,
                                       std::span<const uint8_t> data);

}  // namespace web
