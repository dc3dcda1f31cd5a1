#pragma once

#include <cstdint>
#include <span>

#include "absl/status/statusor.h"
#include "src/base/bytes.h"
#include "src/web/crypto/der.h"

namespace web {

// Keys of algorithms that BoringSSL does not know, in the structures of RFC 5280 and RFC 5208: they
// have an object identifier without parameters, and the key as octets. `oid` is the identifier as
// DER has it, without tag and length. Any thread.

// The octets of the public key, or those in the field privateKey. kFailedPrecondition when `der` is
// not all of such a structure, or of another algorithm.
absl::StatusOr<base::Bytes> ReadAlgorithmKey(KeyFormat format, std::span<const uint8_t> oid,
                                             std::span<const uint8_t> der);
absl::StatusOr<base::Bytes> WriteAlgorithmKey(KeyFormat format, std::span<const uint8_t> oid,
                                              std::span<const uint8_t> octets);

}  // namespace web
