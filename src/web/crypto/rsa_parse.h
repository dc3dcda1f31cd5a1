#pragma once

// For rsa_key.cc and rsa_scheme.cc only.

#include <cstdint>
#include <span>

#include "absl/status/statusor.h"
#include "openssl/base.h"
#include "src/web/crypto/rsa.h"

namespace web {

// The key that the DER of an RSAPublicKey or RSAPrivateKey holds, checked.
absl::StatusOr<bssl::UniquePtr<RSA>> ParseRsa(RsaPart part, std::span<const uint8_t> key);

}  // namespace web
