#pragma once

// Asymmetric keys as node:crypto has them: DER in, DER out; nothing lives between two calls. Pure
// functions; any thread.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "openssl/evp.h"

namespace web {

using Octets = std::span<const uint8_t>;
using KeyPtr = bssl::UniquePtr<EVP_PKEY>;

// How the DER of a key is wrapped.
enum class KeyForm : uint32_t {
  kSpki = 0,   // any public key
  kPkcs8 = 1,  // any private key
  kPkcs1 = 2,  // RSA alone
  kSec1 = 3,   // a private key of an elliptic curve
  kX509 = 4,   // a certificate, of which the public key is taken
};

// Reads a key; octets that are left over are an error. `is_private` says what kPkcs1 holds.
absl::StatusOr<KeyPtr> ReadKey(Octets der, KeyForm form, bool is_private);
absl::StatusOr<std::string> WriteKey(const EVP_PKEY& key, KeyForm form, bool is_private);

// What is known of a key: {type ("rsa", "ec", "ed25519", "x25519"), bits of the modulus, the public
// exponent in hexadecimal digits, name of the curve}; "" for what it does not have.
std::vector<std::string> DescribeKey(const EVP_PKEY& key);

// Makes a key pair. `type` as above; `bits` and `exponent` of RSA, `curve` of "ec".
absl::StatusOr<KeyPtr> GenerateKey(std::string_view type, uint32_t bits, uint32_t exponent,
                                   std::string_view curve);

// The parts of a key as JSON Web Keys name them (RFC 7518, section 6; RFC 8037), big-endian octets,
// absent ones empty. RSA: n e d p q dp dq qi. EC: x y d. OKP: x d.
absl::StatusOr<std::vector<std::string>> KeyParts(const EVP_PKEY& key, bool is_private);
absl::StatusOr<KeyPtr> KeyFromParts(std::string_view type, std::string_view curve,
                                    std::span<const Octets> parts);

struct SignatureOptions {
  std::string hash;  // "" for keys that have their own
  bool pss = false;  // RSA alone
  int32_t salt_length =
      -1;            // of PSS; -1: as long as the digest, -2: as long as can be (or: whatever)
  bool raw = false;  // ECDSA: r and s, one after the other, in place of DER
};
absl::StatusOr<std::string> SignWith(EVP_PKEY& key, const SignatureOptions& options, Octets data);
absl::StatusOr<bool> VerifyWith(EVP_PKEY& key, const SignatureOptions& options, Octets data,
                                Octets signature);

// RSA encryption, `padding` as Node numbers it: 1 (PKCS #1) or 4 (OAEP).
absl::StatusOr<std::string> EncryptWith(EVP_PKEY& key, uint32_t padding, std::string_view hash,
                                        Octets label, Octets data);
absl::StatusOr<std::string> DecryptWith(EVP_PKEY& key, uint32_t padding, std::string_view hash,
                                        Octets label, Octets data);
// The secret that two parties share: ECDH or X25519.
absl::StatusOr<std::string> Agree(EVP_PKEY& key, EVP_PKEY& peer);

// The hash that Node calls `name`, in lower case; null when there is none.
const EVP_MD* HashByName(std::string_view name);

}  // namespace web
