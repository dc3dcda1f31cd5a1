#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "src/base/bytes.h"

namespace web {

// A message digest that is computed piece by piece. What it has computed so far is a value: octets
// that whoever computes it keeps, and only hands in again.

// The state of nothing. kInvalidArgument for a name that HashNamed does not know.
absl::StatusOr<base::Bytes> NewHashState(std::string_view name);
// Goes on with `data`. kInvalidArgument when `state` is none of this hash.
absl::Status UpdateHashState(std::string_view name, std::span<uint8_t> state,
                             std::span<const uint8_t> data);
// The digest of all that the state has seen.
absl::StatusOr<base::Bytes> DigestOfHashState(std::string_view name,
                                              std::span<const uint8_t> state);

}  // namespace web
