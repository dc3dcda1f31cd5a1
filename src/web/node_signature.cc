#include <utility>

#include "absl/strings/str_cat.h"
#include "openssl/bn.h"
#include "openssl/digest.h"
#include "openssl/ec.h"
#include "openssl/ec_key.h"
#include "openssl/ecdsa.h"
#include "openssl/err.h"
#include "openssl/mem.h"
#include "openssl/rsa.h"
#include "src/web/node_key.h"

// Signatures, encryption and agreement of node_key.h.

namespace web {
namespace {

absl::Status Failed(std::string_view what) {
  ERR_clear_error();
  return absl::InvalidArgumentError(what);
}

// How long each of the two numbers of a signature is; 0 for a key that is not of an elliptic curve.
size_t NumberLength(const EVP_PKEY& key) {
  const EC_KEY* ec = EVP_PKEY_get0_EC_KEY(&key);
  return ec != nullptr ? (EC_GROUP_order_bits(EC_KEY_get0_group(ec)) + 7) / 8 : 0;
}

absl::StatusOr<std::string> RawFromDer(const std::string& der, size_t length) {
  bssl::UniquePtr<ECDSA_SIG> signature(
      ECDSA_SIG_from_bytes(reinterpret_cast<const uint8_t*>(der.data()), der.size()));
  std::string raw(2 * length, '\0');
  uint8_t* out = reinterpret_cast<uint8_t*>(raw.data());
  if (!signature || BN_bn2bin_padded(out, length, ECDSA_SIG_get0_r(signature.get())) != 1 ||
      BN_bn2bin_padded(out + length, length, ECDSA_SIG_get0_s(signature.get())) != 1) {
    return Failed("the signature has no two numbers");
  }
  return raw;
}

// Empty when `raw` can be no signature.
std::string DerFromRaw(Octets raw, size_t length) {
  if (raw.size() != 2 * length) return "";
  bssl::UniquePtr<ECDSA_SIG> signature(ECDSA_SIG_new());
  bssl::UniquePtr<BIGNUM> r(BN_bin2bn(raw.data(), length, nullptr));
  bssl::UniquePtr<BIGNUM> s(BN_bin2bn(raw.data() + length, length, nullptr));
  if (!signature || !r || !s || ECDSA_SIG_set0(signature.get(), r.get(), s.get()) != 1) return "";
  r.release();
  s.release();
  uint8_t* der = nullptr;
  size_t der_length = 0;
  if (ECDSA_SIG_to_bytes(&der, &der_length, signature.get()) != 1) return "";
  const bssl::UniquePtr<uint8_t> owner(der);
  return std::string(der, der + der_length);
}

absl::StatusOr<const EVP_MD*> HashFor(const EVP_PKEY& key, const SignatureOptions& options) {
  if (EVP_PKEY_id(&key) == EVP_PKEY_ED25519) return nullptr;
  const EVP_MD* hash = HashByName(options.hash.empty() ? "sha256" : options.hash);
  if (hash == nullptr) return Failed(absl::StrCat("Invalid digest: ", options.hash));
  return hash;
}

bool SetPadding(EVP_PKEY_CTX* context, const EVP_PKEY& key, const SignatureOptions& options) {
  if (EVP_PKEY_id(&key) != EVP_PKEY_RSA || !options.pss) return true;
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, options.salt_length) == 1;
}

bssl::UniquePtr<EVP_PKEY_CTX> RsaContext(EVP_PKEY& key, int (*init)(EVP_PKEY_CTX*),
                                         uint32_t padding, std::string_view hash, Octets label) {
  bssl::UniquePtr<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new(&key, nullptr));
  if (!context || init(context.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_padding(context.get(), static_cast<int>(padding)) != 1) {
    return nullptr;
  }
  if (padding != RSA_PKCS1_OAEP_PADDING) return context;
  const EVP_MD* digest = HashByName(hash);
  if (digest == nullptr || EVP_PKEY_CTX_set_rsa_oaep_md(context.get(), digest) != 1) return nullptr;
  if (!label.empty()) {
    uint8_t* copy = static_cast<uint8_t*>(OPENSSL_memdup(label.data(), label.size()));
    if (EVP_PKEY_CTX_set0_rsa_oaep_label(context.get(), copy, label.size()) != 1) {
      OPENSSL_free(copy);
      return nullptr;
    }
  }
  return context;
}

// Calls `run(out, length)` twice: for the length, and for the octets.
template <class Run>
absl::StatusOr<std::string> Sized(Run run, std::string_view failure) {
  size_t length = 0;
  if (run(nullptr, &length) != 1) return Failed(failure);
  std::string out(length, '\0');
  if (run(reinterpret_cast<uint8_t*>(out.data()), &length) != 1) return Failed(failure);
  out.resize(length);
  return out;
}

}  // namespace

const EVP_MD* HashByName(std::string_view name) {
  if (name == "md5") return EVP_md5();
  if (name == "sha1") return EVP_sha1();
  if (name == "sha224") return EVP_sha224();
  if (name == "sha256") return EVP_sha256();
  if (name == "sha384") return EVP_sha384();
  if (name == "sha512") return EVP_sha512();
  if (name == "sha512-256") return EVP_sha512_256();
  return nullptr;
}

absl::StatusOr<std::string> SignWith(EVP_PKEY& key, const SignatureOptions& options, Octets data) {
  absl::StatusOr<const EVP_MD*> hash = HashFor(key, options);
  if (!hash.ok()) return hash.status();
  bssl::ScopedEVP_MD_CTX context;
  EVP_PKEY_CTX* of_key = nullptr;
  if (EVP_DigestSignInit(context.get(), &of_key, *hash, nullptr, &key) != 1 ||
      !SetPadding(of_key, key, options)) {
    return Failed("the key cannot sign");
  }
  absl::StatusOr<std::string> signature = Sized(
      [&](uint8_t* out, size_t* length) {
        return EVP_DigestSign(context.get(), out, length, data.data(), data.size());
      },
      "the key cannot sign with these options");
  if (!signature.ok() || !options.raw || NumberLength(key) == 0) return signature;
  return RawFromDer(*signature, NumberLength(key));
}

absl::StatusOr<bool> VerifyWith(EVP_PKEY& key, const SignatureOptions& options, Octets data,
                                Octets signature) {
  absl::StatusOr<const EVP_MD*> hash = HashFor(key, options);
  if (!hash.ok()) return hash.status();
  bssl::ScopedEVP_MD_CTX context;
  EVP_PKEY_CTX* of_key = nullptr;
  if (EVP_DigestVerifyInit(context.get(), &of_key, *hash, nullptr, &key) != 1 ||
      !SetPadding(of_key, key, options)) {
    return Failed("the key cannot verify signatures");
  }
  std::string der;
  if (options.raw && NumberLength(key) > 0) {
    der = DerFromRaw(signature, NumberLength(key));
    signature = {reinterpret_cast<const uint8_t*>(der.data()), der.size()};
  }
  const bool valid = EVP_DigestVerify(context.get(), signature.data(), signature.size(),
                                      data.data(), data.size()) == 1;
  ERR_clear_error();
  return valid;
}

absl::StatusOr<std::string> EncryptWith(EVP_PKEY& key, uint32_t padding, std::string_view hash,
                                        Octets label, Octets data) {
  const auto context = RsaContext(key, &EVP_PKEY_encrypt_init, padding, hash, label);
  if (!context) return Failed("the key cannot encrypt with these options");
  return Sized(
      [&](uint8_t* out, size_t* length) {
        return EVP_PKEY_encrypt(context.get(), out, length, data.data(), data.size());
      },
      "the data cannot be encrypted; it may be too long for the key");
}

absl::StatusOr<std::string> DecryptWith(EVP_PKEY& key, uint32_t padding, std::string_view hash,
                                        Octets label, Octets data) {
  const auto context = RsaContext(key, &EVP_PKEY_decrypt_init, padding, hash, label);
  if (!context) return Failed("the key cannot decrypt with these options");
  return Sized(
      [&](uint8_t* out, size_t* length) {
        return EVP_PKEY_decrypt(context.get(), out, length, data.data(), data.size());
      },
      "the data cannot be decrypted");
}

absl::StatusOr<std::string> Agree(EVP_PKEY& key, EVP_PKEY& peer) {
  bssl::UniquePtr<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new(&key, nullptr));
  if (!context || EVP_PKEY_derive_init(context.get()) != 1 ||
      EVP_PKEY_derive_set_peer(context.get(), &peer) != 1) {
    return Failed("the two keys do not go together");
  }
  return Sized(
      [&](uint8_t* out, size_t* length) { return EVP_PKEY_derive(context.get(), out, length); },
      "the two keys share no secret");
}

}  // namespace web
