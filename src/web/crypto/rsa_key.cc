// RSA keys: making them, and their formats.

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "openssl/bn.h"
#include "openssl/bytestring.h"
#include "openssl/evp.h"
#include "openssl/rsa.h"
#include "src/web/crypto/base64url.h"
#include "src/web/crypto/hash.h"
#include "src/web/crypto/rsa.h"
#include "src/web/crypto/rsa_parse.h"

namespace web {
namespace {

constexpr size_t kPublicNumbers = 2;
constexpr size_t kPrivateNumbers = 8;

absl::StatusOr<base::Bytes> Marshal(const RSA& rsa, RsaPart part) {
  bssl::ScopedCBB builder;
  const auto marshal =
      part == RsaPart::kPublic ? &RSA_marshal_public_key : &RSA_marshal_private_key;
  if (CBB_init(builder.get(), 0) != 1 || marshal(builder.get(), &rsa) != 1) {
    return CryptoError("The RSA key could not be written");
  }
  return Finish(builder.get());
}

absl::Status CheckSize(const RSA& rsa) {
  const unsigned bits = RSA_bits(&rsa);
  if (bits >= kMinRsaBits && bits <= kMaxRsaBits) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("The modulus of the RSA key has ", bits,
                                                    " bits; expected ", kMinRsaBits, " to ",
                                                    kMaxRsaBits, "."));
}

using Numbers = std::vector<bssl::UniquePtr<BIGNUM>>;

// The key that has these numbers, which it takes, whatever they are.
absl::StatusOr<base::Bytes> Assemble(RsaPart part, Numbers& numbers) {
  bssl::UniquePtr<RSA> rsa(RSA_new());
  const bool is_private = part == RsaPart::kPrivate;
  if (rsa == nullptr || RSA_set0_key(rsa.get(), numbers[0].get(), numbers[1].get(),
                                     is_private ? numbers[2].get() : nullptr) != 1) {
    return CryptoError("The RSA key is not valid");
  }
  const size_t taken = is_private ? 3 : 2;
  for (size_t i = 0; i < taken; ++i) numbers[i].release();
  if (is_private) {
    if (RSA_set0_factors(rsa.get(), numbers[3].get(), numbers[4].get()) != 1) {
      return CryptoError("The RSA key is not valid");
    }
    numbers[3].release();
    numbers[4].release();
    if (RSA_set0_crt_params(rsa.get(), numbers[5].get(), numbers[6].get(), numbers[7].get()) != 1) {
      return CryptoError("The RSA key is not valid");
    }
    for (size_t i = 5; i < kPrivateNumbers; ++i) numbers[i].release();
  }
  return Marshal(*rsa, part);
}

std::string NumberToBase64Url(const BIGNUM* number) {
  std::string octets(BN_num_bytes(number), '\0');
  BN_bn2bin(number, reinterpret_cast<uint8_t*>(octets.data()));
  return ToBase64Url({reinterpret_cast<const uint8_t*>(octets.data()), octets.size()});
}

}  // namespace

absl::StatusOr<bssl::UniquePtr<RSA>> ParseRsa(RsaPart part, std::span<const uint8_t> key) {
  bssl::UniquePtr<RSA> rsa(part == RsaPart::kPublic
                               ? RSA_public_key_from_bytes(key.data(), key.size())
                               : RSA_private_key_from_bytes(key.data(), key.size()));
  if (rsa == nullptr) return CryptoError("The RSA key is not valid");
  return rsa;
}

absl::StatusOr<base::Bytes> GenerateRsa(uint32_t bits, uint32_t exponent) {
  if (bits < kMinGeneratedRsaBits || bits > kMaxGeneratedRsaBits || bits % 128 != 0) {
    return absl::FailedPreconditionError(absl::StrCat(
        "An RSA key of ", bits, " bits was asked for; expected a multiple of 128 from ",
        kMinGeneratedRsaBits, " to ", kMaxGeneratedRsaBits, "."));
  }
  if (exponent != 3 && exponent != 65537) {
    return absl::FailedPreconditionError(
        absl::StrCat("The public exponent is ", exponent, "; expected 3 or 65537."));
  }
  bssl::UniquePtr<RSA> rsa(RSA_new());
  bssl::UniquePtr<BIGNUM> e(BN_new());
  if (rsa == nullptr || e == nullptr || BN_set_word(e.get(), exponent) != 1 ||
      RSA_generate_key_ex(rsa.get(), static_cast<int>(bits), e.get(), nullptr) != 1) {
    return CryptoError("The RSA key could not be made");
  }
  return Marshal(*rsa, RsaPart::kPrivate);
}

absl::StatusOr<base::Bytes> RsaPublicOf(std::span<const uint8_t> private_key) {
  absl::StatusOr<bssl::UniquePtr<RSA>> rsa = ParseRsa(RsaPart::kPrivate, private_key);
  if (!rsa.ok()) return rsa.status();
  return Marshal(**rsa, RsaPart::kPublic);
}

absl::StatusOr<base::Bytes> ImportRsa(KeyFormat format, std::span<const uint8_t> der) {
  absl::StatusOr<bssl::UniquePtr<EVP_PKEY>> key = ParseKey(format, der);
  if (!key.ok()) return key.status();
  const RSA* rsa = EVP_PKEY_get0_RSA(key->get());
  if (rsa == nullptr) return CryptoError("The key is no RSA key");
  if (absl::Status status = CheckSize(*rsa); !status.ok()) return status;
  return Marshal(*rsa, format == KeyFormat::kSpki ? RsaPart::kPublic : RsaPart::kPrivate);
}

absl::StatusOr<base::Bytes> ExportRsa(KeyFormat format, std::span<const uint8_t> key) {
  absl::StatusOr<bssl::UniquePtr<RSA>> rsa =
      ParseRsa(format == KeyFormat::kSpki ? RsaPart::kPublic : RsaPart::kPrivate, key);
  if (!rsa.ok()) return rsa.status();
  bssl::UniquePtr<EVP_PKEY> pkey(EVP_PKEY_new());
  if (pkey == nullptr || EVP_PKEY_set1_RSA(pkey.get(), rsa->get()) != 1) {
    return CryptoError("The RSA key could not be written");
  }
  return MarshalKey(format, *pkey);
}

absl::StatusOr<base::Bytes> ImportRsaNumbers(const std::vector<std::string>& numbers) {
  if (numbers.size() != kPublicNumbers && numbers.size() != kPrivateNumbers) {
    return absl::InvalidArgumentError(
        absl::StrCat(numbers.size(), " numbers of an RSA key; expected 2 or 8."));
  }
  Numbers values;
  for (const std::string& number : numbers) {
    absl::StatusOr<std::string> octets = FromBase64Url(number);
    if (!octets.ok()) return octets.status();
    if (octets->size() > kMaxRsaBits / 8 + 1) {
      return absl::FailedPreconditionError("A number of the RSA key is too large.");
    }
    values.emplace_back(
        BN_bin2bn(reinterpret_cast<const uint8_t*>(octets->data()), octets->size(), nullptr));
    if (values.back() == nullptr) return CryptoError("A number of the RSA key is not valid");
  }
  const RsaPart part = values.size() == kPrivateNumbers ? RsaPart::kPrivate : RsaPart::kPublic;
  absl::StatusOr<base::Bytes> key = Assemble(part, values);
  if (!key.ok()) return key;
  // Reading checks what assembling does not.
  absl::StatusOr<bssl::UniquePtr<RSA>> rsa = ParseRsa(part, key->span());
  if (!rsa.ok()) return rsa.status();
  if (absl::Status status = CheckSize(**rsa); !status.ok()) return status;
  return key;
}

absl::StatusOr<std::vector<std::string>> ExportRsaNumbers(RsaPart part,
                                                          std::span<const uint8_t> key) {
  absl::StatusOr<bssl::UniquePtr<RSA>> parsed = ParseRsa(part, key);
  if (!parsed.ok()) return parsed.status();
  const RSA* rsa = parsed->get();
  std::vector<std::string> numbers = {NumberToBase64Url(RSA_get0_n(rsa)),
                                      NumberToBase64Url(RSA_get0_e(rsa))};
  if (part == RsaPart::kPublic) return numbers;
  for (const BIGNUM* number : {RSA_get0_d(rsa), RSA_get0_p(rsa), RSA_get0_q(rsa),
                               RSA_get0_dmp1(rsa), RSA_get0_dmq1(rsa), RSA_get0_iqmp(rsa)}) {
    numbers.push_back(NumberToBase64Url(number));
  }
  return numbers;
}

absl::StatusOr<RsaInfo> InfoOfRsa(RsaPart part, std::span<const uint8_t> key) {
  absl::StatusOr<bssl::UniquePtr<RSA>> rsa = ParseRsa(part, key);
  if (!rsa.ok()) return rsa.status();
  const BIGNUM* e = RSA_get0_e(rsa->get());
  std::string exponent(BN_num_bytes(e), '\0');
  BN_bn2bin(e, reinterpret_cast<uint8_t*>(exponent.data()));
  return RsaInfo{RSA_bits(rsa->get()), base::Bytes(std::move(exponent))};
}

}  // namespace web
