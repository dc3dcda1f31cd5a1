#include "src/web/crypto/der.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "openssl/bytestring.h"
#include "openssl/evp.h"
#include "openssl/mem.h"
#include "src/web/crypto/hash.h"

namespace web {

absl::StatusOr<KeyFormat> KeyFormatNamed(std::string_view name) {
  if (name == "spki") return KeyFormat::kSpki;
  if (name == "pkcs8") return KeyFormat::kPkcs8;
  return absl::InvalidArgumentError(
      absl::StrCat("The key format is \"", name, "\"; expected spki or pkcs8."));
}

absl::StatusOr<bssl::UniquePtr<EVP_PKEY>> ParseKey(KeyFormat format, std::span<const uint8_t> der) {
  CBS input;
  CBS_init(&input, der.data(), der.size());
  bssl::UniquePtr<EVP_PKEY> key(format == KeyFormat::kSpki ? EVP_parse_public_key(&input)
                                                           : EVP_parse_private_key(&input));
  const std::string_view what = format == KeyFormat::kSpki
                                    ? "The data are no public key (SubjectPublicKeyInfo)"
                                    : "The data are no private key (PKCS #8 PrivateKeyInfo)";
  if (key == nullptr) return CryptoError(what);
  if (CBS_len(&input) != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat(what, ": ", CBS_len(&input), " octets follow it."));
  }
  return key;
}

absl::StatusOr<base::Bytes> MarshalKey(KeyFormat format, const EVP_PKEY& key) {
  bssl::ScopedCBB builder;
  const auto marshal =
      format == KeyFormat::kSpki ? &EVP_marshal_public_key : &EVP_marshal_private_key;
  if (CBB_init(builder.get(), 0) != 1 || marshal(builder.get(), &key) != 1) {
    return CryptoError("The key could not be written");
  }
  return Finish(builder.get());
}

absl::StatusOr<base::Bytes> Finish(CBB* builder) {
  uint8_t* data = nullptr;
  size_t size = 0;
  if (CBB_finish(builder, &data, &size) != 1) return CryptoError("The key could not be written");
  bssl::UniquePtr<uint8_t> owner(data);
  return base::Bytes::Copy(std::span<const uint8_t>(data, size));
}

}  // namespace web
