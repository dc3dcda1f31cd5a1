#pragma once

#include <array>
#include <string_view>

namespace http {

namespace internal {

constexpr std::array<bool, 256> TokenTable() {
  std::array<bool, 256> table{};
  for (char c = 'a'; c <= 'z'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (char c = 'A'; c <= 'Z'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (char c = '0'; c <= '9'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (char c : std::string_view("!#$%&'*+-.^_`|~")) table[static_cast<unsigned char>(c)] = true;
  return table;
}

inline constexpr std::array<bool, 256> kTokenTable = TokenTable();

}  // namespace internal

// Whether a token may have `c` (RFC 9110, section 5.6.2).
constexpr bool IsTokenCharacter(char c) {
  return internal::kTokenTable[static_cast<unsigned char>(c)];
}

// Whether `text` is a token: not empty, and nothing but token characters.
constexpr bool IsToken(std::string_view text) {
  for (char c : text) {
    if (!IsTokenCharacter(c)) return false;
  }
  return !text.empty();
}

}  // namespace http
