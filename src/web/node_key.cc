#include "src/web/node_key.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "openssl/bn.h"
#include "openssl/bytestring.h"
#include "openssl/curve25519.h"
#include "openssl/ec.h"
#include "openssl/ec_key.h"
#include "openssl/err.h"
#include "openssl/mem.h"
#include "openssl/nid.h"
#include "openssl/rsa.h"
#include "openssl/x509.h"

namespace web {
namespace {

constexpr uint32_t kMinModulusBits = 512;
constexpr uint32_t kMaxModulusBits = 4096;  // what making one may take

struct Curve {
  std::string_view name;  // OpenSSL's
  std::string_view jwk;
  int nid;
};
constexpr Curve kCurves[] = {
    {"prime256v1", "P-256", NID_X9_62_prime256v1},
    {"secp384r1", "P-384", NID_secp384r1},
    {"secp521r1", "P-521", NID_secp521r1},
    {"secp224r1", "P-224", NID_secp224r1},
};

int CurveNamed(std::string_view name) {
  for (const Curve& curve : kCurves) {
    if (curve.name == name || curve.jwk == name) return curve.nid;
  }
  return NID_undef;
}

absl::Status Failed(std::string_view what) {
  ERR_clear_error();
  return absl::InvalidArgumentError(what);
}

KeyPtr Wrap(bssl::UniquePtr<RSA> rsa) {
  KeyPtr key(EVP_PKEY_new());
  if (!rsa || !key || EVP_PKEY_assign_RSA(key.get(), rsa.get()) != 1) return nullptr;
  rsa.release();
  return key;
}

KeyPtr Wrap(bssl::UniquePtr<EC_KEY> ec) {
  KeyPtr key(EVP_PKEY_new());
  if (!ec || !key || EVP_PKEY_assign_EC_KEY(key.get(), ec.get()) != 1) return nullptr;
  ec.release();
  return key;
}

// Calls `read` with the octets, which it must use up.
template <class Read>
KeyPtr ReadWhole(Octets der, Read read) {
  CBS cbs;
  CBS_init(&cbs, der.data(), der.size());
  KeyPtr key = read(&cbs);
  return CBS_len(&cbs) == 0 ? std::move(key) : nullptr;
}

KeyPtr ReadCertificate(Octets der) {
  const uint8_t* at = der.data();
  bssl::UniquePtr<X509> certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  return KeyPtr(certificate ? X509_get_pubkey(certificate.get()) : nullptr);
}

KeyPtr ReadAny(Octets der, KeyForm form, bool is_private) {
  switch (form) {
    case KeyForm::kSpki:
      return ReadWhole(der, [](CBS* cbs) { return KeyPtr(EVP_parse_public_key(cbs)); });
    case KeyForm::kPkcs8:
      return ReadWhole(der, [](CBS* cbs) { return KeyPtr(EVP_parse_private_key(cbs)); });
    case KeyForm::kPkcs1:
      return Wrap(bssl::UniquePtr<RSA>(is_private
                                           ? RSA_private_key_from_bytes(der.data(), der.size())
                                           : RSA_public_key_from_bytes(der.data(), der.size())));
    case KeyForm::kSec1:
      return ReadWhole(der, [](CBS* cbs) {
        return Wrap(bssl::UniquePtr<EC_KEY>(EC_KEY_parse_private_key(cbs, nullptr)));
      });
    case KeyForm::kX509:
      return ReadCertificate(der);
  }
  return nullptr;
}

bool Marshal(CBB* cbb, const EVP_PKEY& key, KeyForm form, bool is_private) {
  switch (form) {
    case KeyForm::kSpki:
      return EVP_marshal_public_key(cbb, &key) == 1;
    case KeyForm::kPkcs8:
      return EVP_marshal_private_key(cbb, &key) == 1;
    case KeyForm::kPkcs1: {
      const RSA* rsa = EVP_PKEY_get0_RSA(&key);
      if (rsa == nullptr) return false;
      return (is_private ? RSA_marshal_private_key(cbb, rsa) : RSA_marshal_public_key(cbb, rsa)) ==
             1;
    }
    case KeyForm::kSec1: {
      const EC_KEY* ec = EVP_PKEY_get0_EC_KEY(&key);
      return ec != nullptr && EC_KEY_marshal_private_key(cbb, ec, 0) == 1;
    }
    case KeyForm::kX509:
      break;
  }
  return false;
}

std::string ToOctets(const BIGNUM* number, size_t length = 0) {
  if (number == nullptr) return "";
  std::string octets(std::max<size_t>(length, BN_num_bytes(number)), '\0');
  if (BN_bn2bin_padded(reinterpret_cast<uint8_t*>(octets.data()), octets.size(), number) != 1) {
    return "";
  }
  return octets;
}

bssl::UniquePtr<BIGNUM> ToNumber(Octets octets) {
  return bssl::UniquePtr<BIGNUM>(BN_bin2bn(octets.data(), octets.size(), nullptr));
}

absl::StatusOr<std::vector<std::string>> EcParts(const EC_KEY& ec, bool is_private) {
  const EC_GROUP* group = EC_KEY_get0_group(&ec);
  const EC_POINT* point = EC_KEY_get0_public_key(&ec);
  const size_t length = (EC_GROUP_get_degree(group) + 7) / 8;
  bssl::UniquePtr<BIGNUM> x(BN_new()), y(BN_new());
  if (!x || !y || point == nullptr ||
      EC_POINT_get_affine_coordinates(group, point, x.get(), y.get(), nullptr) != 1) {
    return Failed("the key has no public part");
  }
  std::vector<std::string> parts = {ToOctets(x.get(), length), ToOctets(y.get(), length)};
  if (is_private) {
    parts.push_back(ToOctets(EC_KEY_get0_private_key(&ec), (EC_GROUP_order_bits(group) + 7) / 8));
  }
  return parts;
}

absl::StatusOr<KeyPtr> RsaFromParts(std::span<const Octets> parts) {
  bssl::UniquePtr<BIGNUM> numbers[8];
  for (size_t i = 0; i < 8; ++i) {
    if (i < parts.size() && !parts[i].empty()) numbers[i] = ToNumber(parts[i]);
  }
  auto& [n, e, d, p, q, dp, dq, qi] = numbers;
  bssl::UniquePtr<RSA> rsa(RSA_new());
  // What was set belongs to the key.
  if (!rsa || !n || !e || RSA_set0_key(rsa.get(), n.get(), e.get(), d.get()) != 1) {
    return Failed("the numbers are no RSA key");
  }
  n.release(), e.release(), d.release();
  if (p && q && RSA_set0_factors(rsa.get(), p.get(), q.get()) == 1) p.release(), q.release();
  if (dp && dq && qi && RSA_set0_crt_params(rsa.get(), dp.get(), dq.get(), qi.get()) == 1) {
    dp.release(), dq.release(), qi.release();
  }
  if (RSA_check_key(rsa.get()) != 1) return Failed("the numbers are no RSA key");
  KeyPtr key = Wrap(std::move(rsa));
  if (!key) return Failed("the numbers are no RSA key");
  return key;
}

absl::StatusOr<KeyPtr> EcFromParts(std::string_view curve, std::span<const Octets> parts) {
  bssl::UniquePtr<EC_KEY> ec(EC_KEY_new_by_curve_name(CurveNamed(curve)));
  if (!ec || parts.size() < 2) return Failed(absl::StrCat("no curve is called \"", curve, "\""));
  const bssl::UniquePtr<BIGNUM> x = ToNumber(parts[0]);
  const bssl::UniquePtr<BIGNUM> y = ToNumber(parts[1]);
  if (EC_KEY_set_public_key_affine_coordinates(ec.get(), x.get(), y.get()) != 1) {
    return Failed("the point is not on the curve");
  }
  if (parts.size() > 2 && !parts[2].empty()) {
    const bssl::UniquePtr<BIGNUM> d = ToNumber(parts[2]);
    if (EC_KEY_set_private_key(ec.get(), d.get()) != 1 || EC_KEY_check_key(ec.get()) != 1) {
      return Failed("the private number does not belong to the point");
    }
  }
  KeyPtr key = Wrap(std::move(ec));
  if (!key) return Failed("the numbers are no key of that curve");
  return key;
}

int RawType(std::string_view type) {
  return type == "ed25519" ? EVP_PKEY_ED25519 : type == "x25519" ? EVP_PKEY_X25519 : EVP_PKEY_NONE;
}

std::string RawPart(const EVP_PKEY& key, bool is_private) {
  uint8_t octets[64];
  size_t length = sizeof(octets);
  const int ok = is_private ? EVP_PKEY_get_raw_private_key(&key, octets, &length)
                            : EVP_PKEY_get_raw_public_key(&key, octets, &length);
  return ok == 1 ? std::string(octets, octets + length) : "";
}

}  // namespace

absl::StatusOr<KeyPtr> ReadKey(Octets der, KeyForm form, bool is_private) {
  KeyPtr key = ReadAny(der, form, is_private);
  if (!key) return Failed("the octets are no key of the format that was asked for");
  return key;
}

absl::StatusOr<std::string> WriteKey(const EVP_PKEY& key, KeyForm form, bool is_private) {
  bssl::ScopedCBB cbb;
  uint8_t* octets = nullptr;
  size_t length = 0;
  if (CBB_init(cbb.get(), 0) != 1 || !Marshal(cbb.get(), key, form, is_private) ||
      CBB_finish(cbb.get(), &octets, &length) != 1) {
    return Failed("the key cannot be written in that format");
  }
  const bssl::UniquePtr<uint8_t> owner(octets);
  return std::string(octets, octets + length);
}

std::vector<std::string> DescribeKey(const EVP_PKEY& key) {
  switch (EVP_PKEY_id(&key)) {
    case EVP_PKEY_RSA: {
      const RSA* rsa = EVP_PKEY_get0_RSA(&key);
      return {"rsa", absl::StrCat(RSA_bits(rsa)), absl::BytesToHexString(ToOctets(RSA_get0_e(rsa))),
              ""};
    }
    case EVP_PKEY_EC: {
      const int nid = EC_GROUP_get_curve_name(EC_KEY_get0_group(EVP_PKEY_get0_EC_KEY(&key)));
      for (const Curve& curve : kCurves) {
        if (curve.nid == nid) return {"ec", "", "", std::string(curve.name)};
      }
      return {"ec", "", "", ""};
    }
    case EVP_PKEY_ED25519:
      return {"ed25519", "", "", ""};
    case EVP_PKEY_X25519:
      return {"x25519", "", "", ""};
    default:
      return {"", "", "", ""};
  }
}

absl::StatusOr<KeyPtr> GenerateKey(std::string_view type, uint32_t bits, uint32_t exponent,
                                   std::string_view curve) {
  KeyPtr key;
  if (type == "rsa") {
    if (bits < kMinModulusBits || bits > kMaxModulusBits) {
      return absl::OutOfRangeError(absl::StrCat("a modulus of ", bits, " bits; expected ",
                                                kMinModulusBits, " to ", kMaxModulusBits));
    }
    bssl::UniquePtr<RSA> rsa(RSA_new());
    bssl::UniquePtr<BIGNUM> e(BN_new());
    if (exponent == 65537 && BN_set_word(e.get(), exponent) == 1 &&
        RSA_generate_key_ex(rsa.get(), static_cast<int>(bits), e.get(), nullptr) == 1) {
      key = Wrap(std::move(rsa));
    } else if (exponent != 65537) {
      return Failed(absl::StrCat("a public exponent of ", exponent, "; expected 65537"));
    }
  } else if (type == "ec") {
    bssl::UniquePtr<EC_KEY> ec(EC_KEY_new_by_curve_name(CurveNamed(curve)));
    if (!ec) return Failed(absl::StrCat("Invalid EC curve name: ", curve));
    if (EC_KEY_generate_key(ec.get()) == 1) key = Wrap(std::move(ec));
  } else {
    bssl::UniquePtr<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_id(RawType(type), nullptr));
    EVP_PKEY* made = nullptr;
    if (context && EVP_PKEY_keygen_init(context.get()) == 1 &&
        EVP_PKEY_keygen(context.get(), &made) == 1) {
      key.reset(made);
    }
  }
  if (!key) return Failed(absl::StrCat("no key of the type \"", type, "\" can be made"));
  return key;
}

absl::StatusOr<std::vector<std::string>> KeyParts(const EVP_PKEY& key, bool is_private) {
  if (const RSA* rsa = EVP_PKEY_get0_RSA(&key)) {
    std::vector<std::string> parts = {ToOctets(RSA_get0_n(rsa)), ToOctets(RSA_get0_e(rsa))};
    if (is_private) {
      for (const BIGNUM* number : {RSA_get0_d(rsa), RSA_get0_p(rsa), RSA_get0_q(rsa),
                                   RSA_get0_dmp1(rsa), RSA_get0_dmq1(rsa), RSA_get0_iqmp(rsa)}) {
        parts.push_back(ToOctets(number));
      }
    }
    return parts;
  }
  if (const EC_KEY* ec = EVP_PKEY_get0_EC_KEY(&key)) return EcParts(*ec, is_private);
  std::vector<std::string> parts = {RawPart(key, false)};
  if (is_private) parts.push_back(RawPart(key, true));
  return parts;
}

absl::StatusOr<KeyPtr> KeyFromParts(std::string_view type, std::string_view curve,
                                    std::span<const Octets> parts) {
  if (type == "rsa") return RsaFromParts(parts);
  if (type == "ec") return EcFromParts(curve, parts);
  if (parts.empty()) return Failed("no part of the key was given");
  const bool is_private = parts.size() > 1 && !parts[1].empty();
  const Octets octets = parts[is_private ? 1 : 0];
  KeyPtr key(
      is_private
          ? EVP_PKEY_new_raw_private_key(RawType(type), nullptr, octets.data(), octets.size())
          : EVP_PKEY_new_raw_public_key(RawType(type), nullptr, octets.data(), octets.size()));
  if (!key) return Failed(absl::StrCat("the octets are no key of the type \"", type, "\""));
  return key;
}

}  // namespace web
