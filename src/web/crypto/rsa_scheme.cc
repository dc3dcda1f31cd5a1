// What RSA keys do: RSASSA-PKCS1-v1_5, RSASSA-PSS and RSAES-OAEP.

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "openssl/err.h"
#include "openssl/evp.h"
#include "openssl/mem.h"
#include "openssl/rsa.h"
#include "src/web/crypto/hash.h"
#include "src/web/crypto/rsa.h"
#include "src/web/crypto/rsa_parse.h"

namespace web {
namespace {

absl::StatusOr<bssl::UniquePtr<EVP_PKEY>> ToPkey(RsaPart part, std::span<const uint8_t> key) {
  absl::StatusOr<bssl::UniquePtr<RSA>> rsa = ParseRsa(part, key);
  if (!rsa.ok()) return rsa.status();
  bssl::UniquePtr<EVP_PKEY> pkey(EVP_PKEY_new());
  if (pkey == nullptr || EVP_PKEY_set1_RSA(pkey.get(), rsa->get()) != 1) {
    return CryptoError("The RSA key could not be used");
  }
  return pkey;
}

// `context` belongs to the digest context.
bool SetPadding(EVP_PKEY_CTX* context, const RsaScheme& scheme, const EVP_MD* hash) {
  if (!scheme.is_pss) return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1;
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, static_cast<int>(scheme.salt_size)) == 1 &&
         EVP_PKEY_CTX_set_rsa_mgf1_md(context, hash) == 1;
}

// No key has room for a longer one.
bool IsSaltTooLong(const RsaScheme& scheme) {
  return scheme.is_pss && scheme.salt_size > kMaxRsaBits / 8;
}

struct Oaep {
  bssl::UniquePtr<EVP_PKEY> key;
  bssl::UniquePtr<EVP_PKEY_CTX> context;
};

absl::StatusOr<Oaep> SetUpOaep(RsaPart part, std::string_view hash_name,
                               std::span<const uint8_t> key, std::span<const uint8_t> label) {
  absl::StatusOr<const EVP_MD*> hash = HashNamed(hash_name);
  if (!hash.ok()) return hash.status();
  absl::StatusOr<bssl::UniquePtr<EVP_PKEY>> pkey = ToPkey(part, key);
  if (!pkey.ok()) return pkey.status();
  bssl::UniquePtr<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new(pkey->get(), nullptr));
  const auto init = part == RsaPart::kPublic ? &EVP_PKEY_encrypt_init : &EVP_PKEY_decrypt_init;
  if (context == nullptr || init(context.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_OAEP_PADDING) != 1 ||
      EVP_PKEY_CTX_set_rsa_oaep_md(context.get(), *hash) != 1 ||
      EVP_PKEY_CTX_set_rsa_mgf1_md(context.get(), *hash) != 1) {
    return CryptoError("RSA-OAEP could not be set up");
  }
  if (!label.empty()) {
    bssl::UniquePtr<uint8_t> copy(
        static_cast<uint8_t*>(OPENSSL_memdup(label.data(), label.size())));
    if (copy == nullptr ||
        EVP_PKEY_CTX_set0_rsa_oaep_label(context.get(), copy.get(), label.size()) != 1) {
      return CryptoError("RSA-OAEP could not be set up");
    }
    copy.release();
  }
  return Oaep{*std::move(pkey), std::move(context)};
}

}  // namespace

absl::StatusOr<base::Bytes> SignRsa(const RsaScheme& scheme, std::span<const uint8_t> private_key,
                                    std::span<const uint8_t> data) {
  absl::StatusOr<const EVP_MD*> hash = HashNamed(scheme.hash);
  if (!hash.ok()) return hash.status();
  absl::StatusOr<bssl::UniquePtr<EVP_PKEY>> key = ToPkey(RsaPart::kPrivate, private_key);
  if (!key.ok()) return key.status();
  if (IsSaltTooLong(scheme)) {
    return absl::FailedPreconditionError(absl::StrCat("The salt has ", scheme.salt_size,
                                                      " octets, more than the key has room for."));
  }
  bssl::ScopedEVP_MD_CTX context;
  EVP_PKEY_CTX* padding = nullptr;
  size_t size = static_cast<size_t>(EVP_PKEY_size(key->get()));
  std::string signature(size, '\0');
  if (EVP_DigestSignInit(context.get(), &padding, *hash, nullptr, key->get()) != 1 ||
      !SetPadding(padding, scheme, *hash) ||
      EVP_DigestSign(context.get(), reinterpret_cast<uint8_t*>(signature.data()), &size,
                     data.data(), data.size()) != 1) {
    return CryptoError("The data could not be signed");
  }
  signature.resize(size);
  return base::Bytes(std::move(signature));
}

absl::StatusOr<bool> VerifyRsa(const RsaScheme& scheme, std::span<const uint8_t> public_key,
                               std::span<const uint8_t> signature, std::span<const uint8_t> data) {
  absl::StatusOr<const EVP_MD*> hash = HashNamed(scheme.hash);
  if (!hash.ok()) return hash.status();
  absl::StatusOr<bssl::UniquePtr<EVP_PKEY>> key = ToPkey(RsaPart::kPublic, public_key);
  if (!key.ok()) return key.status();
  if (IsSaltTooLong(scheme)) return false;
  bssl::ScopedEVP_MD_CTX context;
  EVP_PKEY_CTX* padding = nullptr;
  if (EVP_DigestVerifyInit(context.get(), &padding, *hash, nullptr, key->get()) != 1 ||
      !SetPadding(padding, scheme, *hash)) {
    return CryptoError("The signature could not be verified");
  }
  const bool verified = EVP_DigestVerify(context.get(), signature.data(), signature.size(),
                                         data.data(), data.size()) == 1;
  ERR_clear_error();
  return verified;
}

absl::StatusOr<base::Bytes> EncryptRsa(std::string_view hash, std::span<const uint8_t> public_key,
                                       std::span<const uint8_t> label,
                                       std::span<const uint8_t> data) {
  absl::StatusOr<Oaep> oaep = SetUpOaep(RsaPart::kPublic, hash, public_key, label);
  if (!oaep.ok()) return oaep.status();
  size_t size = static_cast<size_t>(EVP_PKEY_size(oaep->key.get()));
  std::string out(size, '\0');
  if (EVP_PKEY_encrypt(oaep->context.get(), reinterpret_cast<uint8_t*>(out.data()), &size,
                       data.data(), data.size()) != 1) {
    return CryptoError("The data could not be encrypted");
  }
  out.resize(size);
  return base::Bytes(std::move(out));
}

absl::StatusOr<base::Bytes> DecryptRsa(std::string_view hash, std::span<const uint8_t> private_key,
                                       std::span<const uint8_t> label,
                                       std::span<const uint8_t> data) {
  absl::StatusOr<Oaep> oaep = SetUpOaep(RsaPart::kPrivate, hash, private_key, label);
  if (!oaep.ok()) return oaep.status();
  size_t size = static_cast<size_t>(EVP_PKEY_size(oaep->key.get()));
  std::string out(size, '\0');
  if (EVP_PKEY_decrypt(oaep->context.get(), reinterpret_cast<uint8_t*>(out.data()), &size,
                       data.data(), data.size()) != 1) {
    return CryptoError("The data could not be decrypted");
  }
  out.resize(size);
  return base::Bytes(std::move(out));
}

}  // namespace web
