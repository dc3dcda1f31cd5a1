#pragma once

// For the tests of this folder.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "src/base/bytes.h"

namespace web {

inline std::string FromHex(std::string_view hex) {
  std::string octets;
  if (!absl::HexStringToBytes(absl::AsciiStrToLower(hex), &octets)) return "(no hexadecimal)";
  return octets;
}

inline std::span<const uint8_t> Span(std::string_view octets) {
  return {reinterpret_cast<const uint8_t*>(octets.data()), octets.size()};
}

// Octets in hexadecimal, or the error.
inline std::string ToHex(const absl::StatusOr<base::Bytes>& octets) {
  return octets.ok() ? absl::BytesToHexString(octets->view()) : octets.status().ToString();
}

}  // namespace web
