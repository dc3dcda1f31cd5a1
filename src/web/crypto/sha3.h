#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "src/base/bytes.h"

namespace web {

// What a function of the family of SHA-3 is given. Spans are borrowed for the call.
struct Sha3Input {
  // "SHA3-256", "SHA3-384", "SHA3-512" (FIPS 202); "cSHAKE128", "cSHAKE256", "KMAC128", "KMAC256"
  // (NIST SP 800-185); "TurboSHAKE128", "TurboSHAKE256", "KT128", "KT256" (RFC 9861).
  std::string_view name = {};
  // KMAC.
  std::span<const uint8_t> key = {};
  // cSHAKE.
  std::span<const uint8_t> function_name = {};
  // cSHAKE, KMAC and KT.
  std::span<const uint8_t> customization = {};
  // TurboSHAKE: 1 to 127.
  uint32_t domain = 0;
  // How many octets come out, of all but SHA-3.
  uint32_t size = 0;
  std::span<const uint8_t> data = {};
};

// What comes out at most, and at once: about what a digest of as many octets costs.
inline constexpr uint32_t kMaxSha3Output = 16U << 20;

// kFailedPrecondition when more than kMaxSha3Output octets or another domain are asked for;
// kInvalidArgument for another name. Any thread.
absl::StatusOr<base::Bytes> RunSha3(const Sha3Input& input);

}  // namespace web
