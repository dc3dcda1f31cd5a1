#include "src/web/crypto/curve25519.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "openssl/curve25519.h"
#include "openssl/err.h"
#include "openssl/evp.h"
#include "src/web/crypto/hash.h"

namespace web {
namespace {

constexpr size_t kPairSize = 2 * kCurve25519Size;

enum class Curve : uint8_t { kEd25519, kX25519 };

absl::StatusOr<Curve> CurveNamed(std::string_view name) {
  if (name == "Ed25519") return Curve::kEd25519;
  if (name == "X25519") return Curve::kX25519;
  return absl::InvalidArgumentError(
      absl::StrCat("The algorithm is \"", name, "\"; expected Ed25519 or X25519."));
}

int TypeOf(Curve curve) { return curve == Curve::kEd25519 ? EVP_PKEY_ED25519 : EVP_PKEY_X25519; }

absl::Status WrongSize(std::string_view what, size_t size, size_t expected) {
  return absl::FailedPreconditionError(
      absl::StrCat(what, " has ", size, " octets; expected ", expected, "."));
}

// The points whose order divides 8, as they are encoded, canonically or not, without the sign of x
// (which is the last bit).
constexpr uint8_t kSmallOrder[][kCurve25519Size] = {
    // y = 0: order 4.
    {0},
    // y = 1: the neutral element.
    {1},
    // y = -1: order 2.
    {0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
    // y = p, which is 0.
    {0xed, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
    // y = p + 1, which is 1.
    {0xee, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
    // Order 8.
    {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4,
     0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6,
     0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
    {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b,
     0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39,
     0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a}};

bool IsOfSmallOrder(const uint8_t* point) {
  uint8_t y[kCurve25519Size];
  memcpy(y, point, sizeof(y));
  y[kCurve25519Size - 1] &= 0x7f;
  return std::any_of(std::begin(kSmallOrder), std::end(kSmallOrder),
                     [&](const uint8_t* small) { return memcmp(y, small, sizeof(y)) == 0; });
}

base::Bytes Pair(const uint8_t* private_octets, const uint8_t* public_octets) {
  std::string pair(reinterpret_cast<const char*>(private_octets), kCurve25519Size);
  pair.append(reinterpret_cast<const char*>(public_octets), kCurve25519Size);
  return base::Bytes(std::move(pair));
}

}  // namespace

absl::StatusOr<base::Bytes> GenerateCurve25519(std::string_view name) {
  absl::StatusOr<Curve> curve = CurveNamed(name);
  if (!curve.ok()) return curve.status();
  uint8_t public_octets[kCurve25519Size];
  uint8_t private_octets[kPairSize];
  if (*curve == Curve::kEd25519) {
    ED25519_keypair(public_octets, private_octets);
  } else {
    X25519_keypair(public_octets, private_octets);
  }
  return Pair(private_octets, public_octets);
}

absl::StatusOr<base::Bytes> ImportCurve25519Private(std::string_view name,
                                                    std::span<const uint8_t> octets) {
  absl::StatusOr<Curve> curve = CurveNamed(name);
  if (!curve.ok()) return curve.status();
  if (octets.size() != kCurve25519Size) {
    return WrongSize("The private key", octets.size(), kCurve25519Size);
  }
  uint8_t public_octets[kCurve25519Size];
  if (*curve == Curve::kEd25519) {
    uint8_t pair[kPairSize];
    ED25519_keypair_from_seed(public_octets, pair, octets.data());
  } else {
    X25519_public_from_private(public_octets, octets.data());
  }
  return Pair(octets.data(), public_octets);
}

absl::StatusOr<base::Bytes> ImportCurve25519(std::string_view name, KeyFormat format,
                                             std::span<const uint8_t> der) {
  absl::StatusOr<Curve> curve = CurveNamed(name);
  if (!curve.ok()) return curve.status();
  absl::StatusOr<bssl::UniquePtr<EVP_PKEY>> key = ParseKey(format, der);
  if (!key.ok()) return key.status();
  if (EVP_PKEY_id(key->get()) != TypeOf(*curve)) {
    return absl::FailedPreconditionError(
        absl::StrCat("The key is for another algorithm; expected ", name, "."));
  }
  uint8_t octets[kCurve25519Size];
  size_t size = sizeof(octets);
  const auto read =
      format == KeyFormat::kSpki ? &EVP_PKEY_get_raw_public_key : &EVP_PKEY_get_raw_private_key;
  if (read(key->get(), octets, &size) != 1) return CryptoError("The key could not be read");
  if (format == KeyFormat::kSpki) return base::Bytes::Copy(std::span<const uint8_t>(octets));
  return ImportCurve25519Private(name, octets);
}

absl::StatusOr<base::Bytes> ExportCurve25519(std::string_view name, KeyFormat format,
                                             std::span<const uint8_t> key) {
  absl::StatusOr<Curve> curve = CurveNamed(name);
  if (!curve.ok()) return curve.status();
  if (key.size() < kCurve25519Size) return WrongSize("The key", key.size(), kCurve25519Size);
  const auto make =
      format == KeyFormat::kSpki ? &EVP_PKEY_new_raw_public_key : &EVP_PKEY_new_raw_private_key;
  bssl::UniquePtr<EVP_PKEY> pkey(make(TypeOf(*curve), nullptr, key.data(), kCurve25519Size));
  if (pkey == nullptr) return CryptoError("The key could not be written");
  return MarshalKey(format, *pkey);
}

absl::StatusOr<base::Bytes> SignEd25519(std::span<const uint8_t> private_key,
                                        std::span<const uint8_t> data) {
  if (private_key.size() != kPairSize) {
    return WrongSize("The private key", private_key.size(), kPairSize);
  }
  uint8_t signature[ED25519_SIGNATURE_LEN];
  if (ED25519_sign(signature, data.data(), data.size(), private_key.data()) != 1) {
    return CryptoError("The data could not be signed");
  }
  return base::Bytes::Copy(std::span<const uint8_t>(signature));
}

absl::StatusOr<bool> VerifyEd25519(std::span<const uint8_t> public_key,
                                   std::span<const uint8_t> signature,
                                   std::span<const uint8_t> data) {
  if (public_key.size() != kCurve25519Size) {
    return WrongSize("The public key", public_key.size(), kCurve25519Size);
  }
  if (signature.size() != ED25519_SIGNATURE_LEN || IsOfSmallOrder(public_key.data()) ||
      IsOfSmallOrder(signature.data())) {
    return false;
  }
  const bool verified =
      ED25519_verify(data.data(), data.size(), signature.data(), public_key.data()) == 1;
  ERR_clear_error();
  return verified;
}

absl::StatusOr<base::Bytes> DeriveX25519(std::span<const uint8_t> private_key,
                                         std::span<const uint8_t> public_key) {
  if (private_key.size() != kPairSize) {
    return WrongSize("The private key", private_key.size(), kPairSize);
  }
  if (public_key.size() != kCurve25519Size) {
    return WrongSize("The public key", public_key.size(), kCurve25519Size);
  }
  uint8_t secret[kCurve25519Size];
  if (X25519(secret, private_key.data(), public_key.data()) != 1) {
    return CryptoError("The secret would be 0: the public key is a point of small order");
  }
  return base::Bytes::Copy(std::span<const uint8_t>(secret));
}

}  // namespace web
