#pragma once

// Octets as text under the encodings that Node gives names to, and back. Pure functions; any
// thread.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "src/web/text_codec.h"

namespace web {

// By the numbers that Node's own library has for them.
enum class OctetEncoding : uint32_t {
  kAscii = 0,
  kUtf8 = 1,
  kBase64 = 2,
  kUtf16 = 3,  // little endian
  kLatin1 = 4,
  kHex = 5,
  kBase64Url = 7,
};

// The encoding of that number; nullopt when there is none.
std::optional<OctetEncoding> OctetEncodingOf(uint32_t number);

// How many code units the text of so many octets has at most.
size_t LongestText(OctetEncoding encoding, size_t octets);

// The text of `octets`. Never fails: ASCII takes the lower 7 bits of each, UTF-8 puts U+FFFD for
// what is malformed, UTF-16 drops an octet that is left over and keeps surrogates as they are.
DecodedText TextOf(OctetEncoding encoding, std::span<const uint8_t> octets);

// Writes the octets of `text` into `output`, as many as fit, and returns how many: whole characters
// only. Base64 of either alphabet skips what is not of it and ends at "=", hex ends before what is
// no pair of digits.
size_t WriteText(OctetEncoding encoding, std::u16string_view text, std::span<uint8_t> output);

}  // namespace web
