#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "openssl/base.h"
#include "src/base/bytes.h"

namespace web {

// Keys as the two structures that every algorithm has in common. Any thread.

enum class KeyFormat : uint8_t {
  kSpki,   // SubjectPublicKeyInfo (RFC 5280): a public key
  kPkcs8,  // PrivateKeyInfo (RFC 5208): a private key
};

// "spki" or "pkcs8"; kInvalidArgument for another.
absl::StatusOr<KeyFormat> KeyFormatNamed(std::string_view name);

// The key in a structure that is all of `der`; kFailedPrecondition when it is none that BoringSSL
// knows.
absl::StatusOr<bssl::UniquePtr<EVP_PKEY>> ParseKey(KeyFormat format, std::span<const uint8_t> der);
absl::StatusOr<base::Bytes> MarshalKey(KeyFormat format, const EVP_PKEY& key);

// The octets that `builder` has collected.
absl::StatusOr<base::Bytes> Finish(CBB* builder);

}  // namespace web
