#include "src/web/crypto/ec.h"

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "openssl/bn.h"
#include "openssl/digest.h"
#include "openssl/ec.h"
#include "openssl/ec_key.h"
#include "openssl/ecdh.h"
#include "openssl/ecdsa.h"
#include "openssl/err.h"
#include "openssl/evp.h"
#include "openssl/nid.h"
#include "src/web/crypto/hash.h"

namespace web {
namespace {

using KeyOr = absl::StatusOr<bssl::UniquePtr<EC_KEY>>;

struct Curve {
  std::string_view name;
  int nid;
  uint32_t size;  // octets of a coordinate
};

constexpr Curve kCurves[] = {{"P-256", NID_X9_62_prime256v1, 32},
                             {"P-384", NID_secp384r1, 48},
                             {"P-521", NID_secp521r1, 66}};

absl::StatusOr<Curve> CurveNamed(std::string_view name) {
  for (const Curve& curve : kCurves) {
    if (curve.name == name) return curve;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("The curve is \"", name, "\"; expected P-256, P-384 or P-521."));
}

absl::Status NotValid() { return CryptoError("The key is not valid on this curve"); }

uint8_t* Octets(std::string& text) { return reinterpret_cast<uint8_t*>(text.data()); }

KeyOr PublicKey(const Curve& curve, std::span<const uint8_t> point) {
  bssl::UniquePtr<EC_KEY> key(EC_KEY_new_by_curve_name(curve.nid));
  if (key == nullptr || EC_KEY_oct2key(key.get(), point.data(), point.size(), nullptr) != 1) {
    return NotValid();
  }
  return key;
}

// `key`: the number, and the point behind it. `check`: whether they belong together.
KeyOr PrivateKey(const Curve& curve, std::span<const uint8_t> key, bool check) {
  if (key.size() < curve.size) return NotValid();
  KeyOr parsed = PublicKey(curve, key.subspan(curve.size));
  if (!parsed.ok()) return parsed;
  if (EC_KEY_oct2priv(parsed->get(), key.data(), curve.size) != 1 ||
      (check && EC_KEY_check_key(parsed->get()) != 1)) {
    return NotValid();
  }
  return parsed;
}

absl::StatusOr<base::Bytes> ToValue(const Curve& curve, const EC_KEY& key, KeyFormat format) {
  const size_t before = format == KeyFormat::kPkcs8 ? curve.size : 0;
  const size_t point_size = 1 + size_t{2} * curve.size;
  std::string value(before + point_size, '\0');
  if (before != 0 && EC_KEY_priv2oct(&key, Octets(value), before) != before) return NotValid();
  if (EC_POINT_point2oct(EC_KEY_get0_group(&key), EC_KEY_get0_public_key(&key),
                         POINT_CONVERSION_UNCOMPRESSED, Octets(value) + before, point_size,
                         nullptr) != point_size) {
    return NotValid();
  }
  return base::Bytes(std::move(value));
}

struct HashedData {
  uint8_t digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
};

absl::StatusOr<HashedData> HashOf(std::string_view name, std::span<const uint8_t> data) {
  absl::StatusOr<const EVP_MD*> hash = HashNamed(name);
  if (!hash.ok()) return hash.status();
  HashedData hashed;
  if (EVP_Digest(data.data(), data.size(), hashed.digest, &hashed.size, *hash, nullptr) != 1) {
    return CryptoError("The data could not be hashed");
  }
  return hashed;
}

}  // namespace

uint32_t EcCoordinateSize(std::string_view name) {
  absl::StatusOr<Curve> curve = CurveNamed(name);
  return curve.ok() ? curve->size : 0;
}

absl::StatusOr<base::Bytes> GenerateEc(std::string_view name) {
  absl::StatusOr<Curve> curve = CurveNamed(name);
  if (!curve.ok()) return curve.status();
  bssl::UniquePtr<EC_KEY> key(EC_KEY_new_by_curve_name(curve->nid));
  if (key == nullptr || EC_KEY_generate_key(key.get()) != 1) {
    return CryptoError("The key could not be made");
  }
  return ToValue(*curve, *key, KeyFormat::kPkcs8);
}

absl::StatusOr<base::Bytes> ImportEc(std::string_view name, KeyFormat format,
                                     std::span<const uint8_t> der) {
  absl::StatusOr<Curve> curve = CurveNamed(name);
  if (!curve.ok()) return curve.status();
  absl::StatusOr<bssl::UniquePtr<EVP_PKEY>> pkey = ParseKey(format, der);
  if (!pkey.ok()) return pkey.status();
  const EC_KEY* key = EVP_PKEY_get0_EC_KEY(pkey->get());
  if (key == nullptr) return CryptoError("The key is on no curve of this kind");
  if (EC_GROUP_get_curve_name(EC_KEY_get0_group(key)) != curve->nid) {
    return absl::FailedPreconditionError(
        absl::StrCat("The key is on another curve; expected ", name, "."));
  }
  if (EC_KEY_check_key(key) != 1) return NotValid();
  return ToValue(*curve, *key, format);
}

absl::StatusOr<base::Bytes> ExportEc(std::string_view name, KeyFormat format,
                                     std::span<const uint8_t> key) {
  absl::StatusOr<Curve> curve = CurveNamed(name);
  if (!curve.ok()) return curve.status();
  KeyOr parsed =
      format == KeyFormat::kSpki ? PublicKey(*curve, key) : PrivateKey(*curve, key, false);
  if (!parsed.ok()) return parsed.status();
  bssl::UniquePtr<EVP_PKEY> pkey(EVP_PKEY_new());
  if (pkey == nullptr || EVP_PKEY_set1_EC_KEY(pkey.get(), parsed->get()) != 1) {
    return CryptoError("The key could not be written");
  }
  return MarshalKey(format, *pkey);
}

absl::StatusOr<base::Bytes> ImportEcPoint(std::string_view name, std::span<const uint8_t> point) {
  absl::StatusOr<Curve> curve = CurveNamed(name);
  if (!curve.ok()) return curve.status();
  KeyOr key = PublicKey(*curve, point);
  if (!key.ok()) return key.status();
  return ToValue(*curve, **key, KeyFormat::kSpki);
}

absl::StatusOr<base::Bytes> ImportEcNumbers(std::string_view name, std::span<const uint8_t> x,
                                            std::span<const uint8_t> y,
                                            std::optional<std::span<const uint8_t>> d) {
  absl::StatusOr<Curve> curve = CurveNamed(name);
  if (!curve.ok()) return curve.status();
  if (x.size() != curve->size || y.size() != curve->size || (d && d->size() != curve->size)) {
    return absl::FailedPreconditionError(absl::StrCat("A number of the key has a wrong length; on ",
                                                      name, " each has ", curve->size, " octets."));
  }
  std::string value;
  if (d) value.append(reinterpret_cast<const char*>(d->data()), d->size());
  value += static_cast<char>(POINT_CONVERSION_UNCOMPRESSED);
  value.append(reinterpret_cast<const char*>(x.data()), x.size());
  value.append(reinterpret_cast<const char*>(y.data()), y.size());
  KeyOr key = d ? PrivateKey(*curve, {Octets(value), value.size()}, true)
                : PublicKey(*curve, {Octets(value), value.size()});
  if (!key.ok()) return key.status();
  return base::Bytes(std::move(value));
}

absl::StatusOr<base::Bytes> SignEc(std::string_view name, std::string_view hash,
                                   std::span<const uint8_t> private_key,
                                   std::span<const uint8_t> data) {
  absl::StatusOr<Curve> curve = CurveNamed(name);
  if (!curve.ok()) return curve.status();
  absl::StatusOr<HashedData> hashed = HashOf(hash, data);
  if (!hashed.ok()) return hashed.status();
  KeyOr key = PrivateKey(*curve, private_key, false);
  if (!key.ok()) return key.status();
  bssl::UniquePtr<ECDSA_SIG> pair(ECDSA_do_sign(hashed->digest, hashed->size, key->get()));
  std::string signature(size_t{2} * curve->size, '\0');
  if (pair == nullptr ||
      BN_bn2bin_padded(Octets(signature), curve->size, ECDSA_SIG_get0_r(pair.get())) != 1 ||
      BN_bn2bin_padded(Octets(signature) + curve->size, curve->size,
                       ECDSA_SIG_get0_s(pair.get())) != 1) {
    return CryptoError("The data could not be signed");
  }
  return base::Bytes(std::move(signature));
}

absl::StatusOr<bool> VerifyEc(std::string_view name, std::string_view hash,
                              std::span<const uint8_t> public_key,
                              std::span<const uint8_t> signature, std::span<const uint8_t> data) {
  absl::StatusOr<Curve> curve = CurveNamed(name);
  if (!curve.ok()) return curve.status();
  absl::StatusOr<HashedData> hashed = HashOf(hash, data);
  if (!hashed.ok()) return hashed.status();
  KeyOr key = PublicKey(*curve, public_key);
  if (!key.ok()) return key.status();
  if (signature.size() != size_t{2} * curve->size) return false;
  bssl::UniquePtr<ECDSA_SIG> pair(ECDSA_SIG_new());
  bssl::UniquePtr<BIGNUM> r(BN_bin2bn(signature.data(), curve->size, nullptr));
  bssl::UniquePtr<BIGNUM> s(BN_bin2bn(signature.data() + curve->size, curve->size, nullptr));
  if (pair == nullptr || r == nullptr || s == nullptr ||
      ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1) {
    return CryptoError("The signature could not be verified");
  }
  r.release();
  s.release();
  const bool verified = ECDSA_do_verify(hashed->digest, hashed->size, pair.get(), key->get()) == 1;
  ERR_clear_error();
  return verified;
}

absl::StatusOr<base::Bytes> DeriveEc(std::string_view name, std::span<const uint8_t> private_key,
                                     std::span<const uint8_t> public_key) {
  absl::StatusOr<Curve> curve = CurveNamed(name);
  if (!curve.ok()) return curve.status();
  KeyOr own = PrivateKey(*curve, private_key, false);
  if (!own.ok()) return own.status();
  KeyOr peer = PublicKey(*curve, public_key);
  if (!peer.ok()) return peer.status();
  std::string secret(curve->size, '\0');
  if (ECDH_compute_key(secret.data(), secret.size(), EC_KEY_get0_public_key(peer->get()),
                       own->get(), nullptr) != static_cast<int>(curve->size)) {
    return CryptoError("The secret could not be derived");
  }
  return base::Bytes(std::move(secret));
}

}  // namespace web
