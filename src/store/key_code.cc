#include "src/store/key_code.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace store {
namespace {

constexpr size_t kPlainBytes = 384;
constexpr size_t kDigits = 128;
constexpr size_t kTailBytes = 127;
constexpr uint32_t kBase = 244;
static_assert(kPlainBytes + kDigits == 512);
static_assert(kPlainBytes + kTailBytes == kMaxEncodedKeyBytes);

constexpr bool IsInUtf8(uint8_t octet) { return octet < 0xc0 || (octet > 0xc1 && octet < 0xf5); }

// Octet to digit, 1 to 243; 0: UTF-8 has no such octet.
constexpr std::array<uint8_t, 256> kDigitOf = [] {
  std::array<uint8_t, 256> digits{};
  uint8_t next = 1;
  for (int octet = 0; octet < 256; ++octet) {
    if (IsInUtf8(static_cast<uint8_t>(octet))) digits[octet] = next++;
  }
  return digits;
}();
constexpr std::array<uint8_t, kBase> kOctetOf = [] {
  std::array<uint8_t, kBase> octets{};
  for (int octet = 0; octet < 256; ++octet) {
    if (kDigitOf[octet] != 0) octets[kDigitOf[octet]] = static_cast<uint8_t>(octet);
  }
  return octets;
}();

using Tail = std::array<uint8_t, kTailBytes>;  // a number, its highest octet first

void MultiplyAndAdd(Tail& number, uint32_t digit) {
  uint32_t carry = digit;
  for (size_t i = kTailBytes; i-- > 0;) {
    carry += number[i] * kBase;
    number[i] = static_cast<uint8_t>(carry);
    carry >>= 8;
  }
}

// Divides by the base and returns the rest.
uint32_t DivideOff(Tail& number) {
  uint32_t rest = 0;
  for (uint8_t& octet : number) {
    rest = rest << 8 | octet;
    octet = static_cast<uint8_t>(rest / kBase);
    rest %= kBase;
  }
  return rest;
}

bool IsInUtf8(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return IsInUtf8(static_cast<uint8_t>(c)); });
}

}  // namespace

std::optional<std::string> EncodeKey(std::string_view key) {
  if (key.size() > kPlainBytes + kDigits || !IsInUtf8(key)) return std::nullopt;
  if (key.size() <= kPlainBytes) return std::string(key);
  Tail tail{};
  for (size_t i = kPlainBytes; i < kPlainBytes + kDigits; ++i) {
    MultiplyAndAdd(tail, i < key.size() ? kDigitOf[static_cast<uint8_t>(key[i])] : 0);
  }
  std::string encoded(key.substr(0, kPlainBytes));
  encoded.append(reinterpret_cast<const char*>(tail.data()), tail.size());
  return encoded;
}

std::optional<std::string> DecodeKey(std::string_view encoded) {
  const std::string_view plain = encoded.substr(0, kPlainBytes);
  if (!IsInUtf8(plain)) return std::nullopt;
  if (encoded.size() <= kPlainBytes) return std::string(plain);
  if (encoded.size() != kMaxEncodedKeyBytes) return std::nullopt;
  Tail tail;
  std::copy(encoded.begin() + kPlainBytes, encoded.end(), tail.begin());
  std::string digits(kDigits, '\0');
  for (size_t i = kDigits; i-- > 0;) digits[i] = static_cast<char>(DivideOff(tail));
  if (std::any_of(tail.begin(), tail.end(), [](uint8_t octet) { return octet != 0; })) {
    return std::nullopt;
  }
  // Digits, one at least, and then nothing but zeros.
  const size_t length = digits.find('\0');
  const size_t count = length == digits.npos ? kDigits : length;
  if (count == 0 || digits.find_first_not_of('\0', count) != digits.npos) return std::nullopt;
  std::string key(plain);
  for (size_t i = 0; i < count; ++i) {
    key.push_back(static_cast<char>(kOctetOf[static_cast<uint8_t>(digits[i])]));
  }
  return key;
}

}  // namespace store
