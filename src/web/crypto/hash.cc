#include "src/web/crypto/hash.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "openssl/digest.h"
#include "openssl/err.h"

namespace web {

absl::StatusOr<const EVP_MD*> HashNamed(std::string_view name) {
  if (name == "SHA-256") return EVP_sha256();
  if (name == "SHA-1") return EVP_sha1();
  if (name == "SHA-384") return EVP_sha384();
  if (name == "SHA-512") return EVP_sha512();
  if (name == "MD5") return EVP_md5();
  return absl::InvalidArgumentError(absl::StrCat(
      "Digest algorithm is \"", name, "\"; expected SHA-1, SHA-256, SHA-384, SHA-512 or MD5."));
}

absl::Status CryptoError(std::string_view what) {
  const uint32_t code = ERR_peek_last_error();
  ERR_clear_error();
  if (code == 0) return absl::FailedPreconditionError(absl::StrCat(what, "."));
  const char* reason = ERR_reason_error_string(code);
  return absl::FailedPreconditionError(
      absl::StrCat(what, ": ", reason == nullptr ? "no reason is known" : reason, "."));
}

}  // namespace web
