#pragma once

// The encodings that every worker needs (Encoding Standard) and base64. Pure functions; any thread.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace web {

// Decoded text in the form that is the cheapest to make a JavaScript string of:
// - std::string_view: UTF-8 that lies in the input; malformed sequences stand for U+FFFD;
// - std::string: one octet for each code unit, none above U+00FF;
// - std::u16string: UTF-16.
using DecodedText = std::variant<std::string_view, std::string, std::u16string>;

// UTF-8 decode (Encoding Standard, section 6): drops a byte order mark unless `ignore_bom`.
// Nullopt for malformed input when `fatal`.
std::optional<DecodedText> DecodeUtf8(std::span<const uint8_t> input, bool fatal, bool ignore_bom);

// UTF-16 decode: malformed sequences become U+FFFD, or nullopt when `fatal`.
std::optional<std::u16string> DecodeUtf16(std::span<const uint8_t> input, bool big_endian,
                                          bool fatal, bool ignore_bom);

// windows-1252, which the labels "latin1" and "ascii" mean too. Never fails.
DecodedText DecodeWindows1252(std::span<const uint8_t> input);

struct EncodedInto {
  size_t read;     // code units of the text
  size_t written;  // octets of the output
};
// Encodes as many whole code points of `text` as fit into `output`.
EncodedInto EncodeUtf8Into(std::u16string_view text, std::span<uint8_t> output);

// Forgiving-base64 decode (Infra Standard, section 4). Nullopt for a failure.
std::optional<std::string> DecodeBase64(std::string_view text);
std::string EncodeBase64(std::string_view octets);

}  // namespace web
