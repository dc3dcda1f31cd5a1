#include "src/web/random.h"

#include "openssl/rand.h"

namespace web {

void FillRandom(std::span<uint8_t> out) {
  // BoringSSL's RAND_bytes ends the process rather than fail.
  if (!out.empty()) RAND_bytes(out.data(), out.size());
}

std::string FormatUuid(std::span<const uint8_t, 16> octets) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  text.reserve(36);
  for (size_t i = 0; i < octets.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    uint8_t octet = octets[i];
    if (i == 6) octet = (octet & 0x0f) | 0x40;
    if (i == 8) octet = (octet & 0x3f) | 0x80;
    text += kHex[octet >> 4];
    text += kHex[octet & 15];
  }
  return text;
}

}  // namespace web
