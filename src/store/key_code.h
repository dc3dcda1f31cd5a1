#pragma once

// Keys as they are stored: 511 octets hold any key of 512, in the same order.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace store {

// The most octets that EncodeKey gives.
inline constexpr size_t kMaxEncodedKeyBytes = 511;

// Encodes a key. A key of at most 384 octets stays as it is. What a longer one has after these is
// read as the digits of a number of 128 digits to the base 244, 0 standing for no octet, and
// written in 127 octets: no octet of UTF-8 is one of the 13 values that are left out. The order of
// encoded keys is that of the keys, octet by octet.
//
// Nullopt: the key is longer than 512 octets, or has an octet that UTF-8 never has.
std::optional<std::string> EncodeKey(std::string_view key);

// What EncodeKey has encoded. Nullopt: it has not.
std::optional<std::string> DecodeKey(std::string_view encoded);

}  // namespace store
