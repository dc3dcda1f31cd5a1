#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "openssl/base.h"

namespace web {

// The hash that WebCrypto registers as `name`: "SHA-1", "SHA-256", "SHA-384", "SHA-512" or (not in
// WebCrypto, but in Workers) "MD5". It lives for ever. kInvalidArgument for any other name.
absl::StatusOr<const EVP_MD*> HashNamed(std::string_view name);

// The error for an operation of BoringSSL that failed; forgets what BoringSSL has noted about it on
// this thread. `what` begins the sentence: "The data could not be decrypted".
absl::Status CryptoError(std::string_view what);

}  // namespace web
