#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace host {

// Where a server listens.
struct AddressAndPort {
  std::string address = "127.0.0.1";
  uint16_t port = 0;

  bool operator==(const AddressAndPort&) const = default;
};

// "127.0.0.1:8787", "[::1]:80", ":8787" or "8787".
absl::StatusOr<AddressAndPort> ParseListen(std::string_view text);

// Octets: "5000", "64KB", "100 MB", "1GB" (decimal).
absl::StatusOr<uint64_t> ParseSize(std::string_view text);

}  // namespace host
