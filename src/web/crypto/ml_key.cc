#include "src/web/crypto/ml_key.h"

#include <algorithm>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "openssl/bytestring.h"
#include "openssl/mem.h"
#include "src/web/crypto/algorithm_der.h"

namespace web {
namespace {

using Octets = std::span<const uint8_t>;

constexpr CBS_ASN1_TAG kSeedTag = CBS_ASN1_CONTEXT_SPECIFIC | 0;

Octets OctetsOf(const CBS& cbs) { return {CBS_data(&cbs), CBS_len(&cbs)}; }

// The private key is a CHOICE of a seed, an expanded key, and a SEQUENCE of both.
absl::StatusOr<base::Bytes> ImportPrivate(const MlKeyKind& kind, Octets octets,
                                          const MlExpand& expand) {
  CBS input;
  CBS seed;
  CBS both;
  CBS expanded;
  CBS_init(&input, octets.data(), octets.size());
  if (CBS_peek_asn1_tag(&input, CBS_ASN1_OCTETSTRING) == 1) {
    return absl::FailedPreconditionError(
        "The private key has no seed; keys that are expanded are not taken without one.");
  }
  CBS_init(&expanded, nullptr, 0);
  const bool has_both = CBS_peek_asn1_tag(&input, CBS_ASN1_SEQUENCE) == 1;
  const bool is_read = has_both ? CBS_get_asn1(&input, &both, CBS_ASN1_SEQUENCE) == 1 &&
                                      CBS_get_asn1(&both, &seed, CBS_ASN1_OCTETSTRING) == 1 &&
                                      CBS_get_asn1(&both, &expanded, CBS_ASN1_OCTETSTRING) == 1 &&
                                      CBS_len(&both) == 0
                                : CBS_get_asn1(&input, &seed, kSeedTag) == 1;
  if (!is_read || CBS_len(&input) != 0 || CBS_len(&seed) != kind.seed_size) {
    return absl::FailedPreconditionError(
        absl::StrCat("The private key is no seed of ", kind.seed_size, " octets."));
  }
  absl::StatusOr<MlKeyPair> pair = expand(OctetsOf(seed));
  if (!pair.ok()) return pair.status();
  if (has_both &&
      (CBS_len(&expanded) != kind.expanded_size ||
       CRYPTO_memcmp(CBS_data(&expanded), pair->expanded.data(), kind.expanded_size) != 0)) {
    return absl::FailedPreconditionError("The private key is not what its seed expands to.");
  }
  return pair->key;
}

}  // namespace

absl::Status RequireOctets(std::string_view what, size_t size, size_t expected) {
  if (size == expected) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(what, " has ", size, " octets; expected ", expected, "."));
}

absl::StatusOr<base::Bytes> ImportMlKey(const MlKeyKind& kind, KeyFormat format, Octets der,
                                        const MlExpand& expand) {
  absl::StatusOr<base::Bytes> octets = ReadAlgorithmKey(format, kind.oid, der);
  if (!octets.ok()) return octets.status();
  if (format == KeyFormat::kPkcs8) return ImportPrivate(kind, octets->span(), expand);
  absl::Status status = RequireOctets("The public key", octets->size(), kind.public_size);
  if (!status.ok()) return status;
  return octets;
}

absl::StatusOr<base::Bytes> ExportMlKey(const MlKeyKind& kind, KeyFormat format, Octets key) {
  const bool is_public = format == KeyFormat::kSpki;
  const size_t size = kind.public_size + (is_public ? 0 : kind.seed_size);
  if (absl::Status status = RequireOctets("The key", key.size(), size); !status.ok()) return status;
  if (is_public) return WriteAlgorithmKey(format, kind.oid, key);
  std::string inner = {static_cast<char>(0x80), static_cast<char>(kind.seed_size)};
  inner.append(reinterpret_cast<const char*>(key.data()), kind.seed_size);
  return WriteAlgorithmKey(format, kind.oid, base::Bytes(std::move(inner)).span());
}

}  // namespace web
