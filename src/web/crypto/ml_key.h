#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "src/base/bytes.h"
#include "src/web/crypto/der.h"

namespace web {

// What the keys of ML-KEM and ML-DSA have in common: a private key is made of a seed.
struct MlKeyKind {
  std::string_view name;
  size_t seed_size;
  size_t public_size;
  // The private key as it stands beside the seed, or instead of it.
  size_t expanded_size;
  // 2.16.840.1.101.3.4.x.y, as DER has it.
  uint8_t oid[9];
};

// A private key: its seed with the public key behind it, and what it expands to.
struct MlKeyPair {
  base::Bytes key;
  base::Bytes expanded;
};
using MlExpand = std::function<absl::StatusOr<MlKeyPair>(std::span<const uint8_t> seed)>;

// The key in a structure of RFC 9935 or RFC 9881: the public key's octets, or of a seed what
// `expand` makes of it. A private key without a seed is kFailedPrecondition, as is one that is not
// what its seed expands to.
absl::StatusOr<base::Bytes> ImportMlKey(const MlKeyKind& kind, KeyFormat format,
                                        std::span<const uint8_t> der, const MlExpand& expand);
// `key`: a public key's octets, or those of MlKeyPair, of which the seed is written alone.
absl::StatusOr<base::Bytes> ExportMlKey(const MlKeyKind& kind, KeyFormat format,
                                        std::span<const uint8_t> key);

// kFailedPrecondition unless `size` is `expected`; `what` begins the sentence: "The seed".
absl::Status RequireOctets(std::string_view what, size_t size, size_t expected);

}  // namespace web
