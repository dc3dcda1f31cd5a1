#include "src/web/digest.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "openssl/digest.h"
#include "src/web/crypto/hash.h"

namespace web {
absl::StatusOr<base::Bytes> Digest(std::string_view name, std::span<const uint8_t> input) {
  absl::StatusOr<const EVP_MD*> hash = HashNamed(name);
  if (!hash.ok()) return hash.status();
  uint8_t digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  if (EVP_Digest(input.data(), input.size(), digest, &size, *hash, nullptr) != 1) {
    return absl::InternalError(absl::StrCat("BoringSSL could not compute ", name, "."));
  }
  return base::Bytes::Copy(std::span<const uint8_t>(digest, size));
}

}  // namespace web
