#include "src/web/digest.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "openssl/digest.h"

namespace web {
namespace {

const EVP_MD* HashNamed(std::string_view name) {
  if (name == "SHA-256") return EVP_sha256();
  if (name == "SHA-1") return EVP_sha1();
  if (name == "SHA-384") return EVP_sha384();
  if (name == "SHA-512") return EVP_sha512();
  if (name == "MD5") return EVP_md5();
  return nullptr;
}

}  // namespace

absl::StatusOr<base::Bytes> Digest(std::string_view name, std::span<const uint8_t> input) {
  const EVP_MD* hash = HashNamed(name);
  if (hash == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat(
        "Digest algorithm is \"", name, "\"; expected SHA-1, SHA-256, SHA-384, SHA-512 or MD5."));
  }
  uint8_t digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  if (EVP_Digest(input.data(), input.size(), digest, &size, hash, nullptr) != 1) {
    return absl::InternalError(absl::StrCat("BoringSSL could not compute ", name, "."));
  }
  return base::Bytes::Copy(std::span<const uint8_t>(digest, size));
}

}  // namespace web
