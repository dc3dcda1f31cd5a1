#pragma once

#include "absl/status/statusor.h"
#include "src/base/bytes.h"
#include "src/web/crypto/cipher.h"

namespace web {

// AES-OCB (RFC 7253), as Encrypt and Decrypt of cipher.h: of an initialization vector of 8 to 15
// octets, and a tag of 64, 96 or 128 bits. Any thread.
absl::StatusOr<base::Bytes> Ocb(const CipherInput& input, bool encrypt);

}  // namespace web
