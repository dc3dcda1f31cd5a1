#include "src/web/crypto/algorithm_der.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "openssl/bytestring.h"
#include "openssl/mem.h"
#include "src/web/crypto/hash.h"

namespace web {
namespace {

using Octets = std::span<const uint8_t>;

constexpr CBS_ASN1_TAG kAttributes = CBS_ASN1_CONTEXT_SPECIFIC | CBS_ASN1_CONSTRUCTED | 0;

absl::Status NoKey(KeyFormat format) {
  return absl::FailedPreconditionError(
      format == KeyFormat::kSpki ? "The data are no public key (SubjectPublicKeyInfo)."
                                 : "The data are no private key (PKCS #8 PrivateKeyInfo).");
}

// Reads an AlgorithmIdentifier; whether it is one.
bool ReadAlgorithm(CBS* from, Octets oid, bool* is_same) {
  CBS algorithm;
  CBS found;
  if (CBS_get_asn1(from, &algorithm, CBS_ASN1_SEQUENCE) != 1 ||
      CBS_get_asn1(&algorithm, &found, CBS_ASN1_OBJECT) != 1) {
    return false;
  }
  *is_same = CBS_mem_equal(&found, oid.data(), oid.size()) == 1 && CBS_len(&algorithm) == 0;
  return true;
}

bool ReadSpki(CBS* info, Octets oid, CBS* octets, bool* is_same) {
  uint8_t padding = 0;
  return ReadAlgorithm(info, oid, is_same) && CBS_get_asn1(info, octets, CBS_ASN1_BITSTRING) == 1 &&
         CBS_get_u8(octets, &padding) == 1 && padding == 0 && CBS_len(info) == 0;
}

bool ReadPkcs8(CBS* info, Octets oid, CBS* octets, bool* is_same) {
  uint64_t version = 0;
  return CBS_get_asn1_uint64(info, &version) == 1 && version == 0 &&
         ReadAlgorithm(info, oid, is_same) &&
         CBS_get_asn1(info, octets, CBS_ASN1_OCTETSTRING) == 1 &&
         CBS_get_optional_asn1(info, nullptr, nullptr, kAttributes) == 1 && CBS_len(info) == 0;
}

bool WriteInfo(CBB* builder, KeyFormat format, Octets oid, Octets octets) {
  CBB info;
  CBB algorithm;
  CBB identifier;
  CBB key;
  const bool is_public = format == KeyFormat::kSpki;
  return CBB_init(builder, octets.size() + 64) == 1 &&
         CBB_add_asn1(builder, &info, CBS_ASN1_SEQUENCE) == 1 &&
         (is_public || CBB_add_asn1_uint64(&info, 0) == 1) &&
         CBB_add_asn1(&info, &algorithm, CBS_ASN1_SEQUENCE) == 1 &&
         CBB_add_asn1(&algorithm, &identifier, CBS_ASN1_OBJECT) == 1 &&
         CBB_add_bytes(&identifier, oid.data(), oid.size()) == 1 &&
         CBB_add_asn1(&info, &key, is_public ? CBS_ASN1_BITSTRING : CBS_ASN1_OCTETSTRING) == 1 &&
         (!is_public || CBB_add_u8(&key, 0) == 1) &&
         CBB_add_bytes(&key, octets.data(), octets.size()) == 1;
}

}  // namespace

absl::StatusOr<base::Bytes> ReadAlgorithmKey(KeyFormat format, Octets oid, Octets der) {
  CBS input;
  CBS info;
  CBS octets;
  CBS_init(&input, der.data(), der.size());
  bool is_same = false;
  const auto read = format == KeyFormat::kSpki ? &ReadSpki : &ReadPkcs8;
  if (CBS_get_asn1(&input, &info, CBS_ASN1_SEQUENCE) != 1 || !read(&info, oid, &octets, &is_same)) {
    return NoKey(format);
  }
  if (!is_same) {
    return absl::FailedPreconditionError("The key is for another algorithm, or has parameters.");
  }
  if (CBS_len(&input) != 0) {
    return absl::FailedPreconditionError(absl::StrCat(CBS_len(&input), " octets follow the key."));
  }
  return base::Bytes::Copy(Octets(CBS_data(&octets), CBS_len(&octets)));
}

absl::StatusOr<base::Bytes> WriteAlgorithmKey(KeyFormat format, Octets oid, Octets octets) {
  bssl::ScopedCBB builder;
  if (!WriteInfo(builder.get(), format, oid, octets)) {
    return CryptoError("The key could not be written");
  }
  return Finish(builder.get());
}

}  // namespace web
