#include "src/web/text_codec.h"

#include <algorithm>
#include <cstring>

#include "simdutf.h"

namespace web {
namespace {

constexpr char16_t kReplacement = 0xfffd;
constexpr char16_t kByteOrderMark = 0xfeff;

// What windows-1252 makes of the octets 0x80 to 0x9f.
constexpr char16_t kWindows1252[32] = {
    0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008d, 0x017d, 0x008f, 0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178,
};

bool IsHighSurrogate(char16_t unit) { return (unit & 0xfc00) == 0xd800; }
bool IsLowSurrogate(char16_t unit) { return (unit & 0xfc00) == 0xdc00; }

struct CodePoint {
  char32_t value;
  size_t units;
};

CodePoint CodePointAt(std::u16string_view text, size_t index) {
  const char16_t unit = text[index];
  if (IsHighSurrogate(unit) && index + 1 < text.size() && IsLowSurrogate(text[index + 1])) {
    return {0x10000u + ((unit & 0x3ffu) << 10) + (text[index + 1] & 0x3ffu), 2};
  }
  return {IsHighSurrogate(unit) || IsLowSurrogate(unit) ? kReplacement : unit, 1};
}

size_t Utf8Length(char32_t value) {
  return value < 0x80 ? 1 : value < 0x800 ? 2 : value < 0x10000 ? 3 : 4;
}

void WriteUtf8(char32_t value, size_t length, uint8_t* out) {
  constexpr uint8_t kLead[] = {0, 0, 0xc0, 0xe0, 0xf0};
  for (size_t i = length - 1; i > 0; --i) {
    out[i] = static_cast<uint8_t>(0x80 | (value & 0x3f));
    value >>= 6;
  }
  out[0] = static_cast<uint8_t>(kLead[length] | value);
}

}  // namespace

std::optional<DecodedText> DecodeUtf8(std::span<const uint8_t> input, bool fatal, bool ignore_bom) {
  std::string_view text(reinterpret_cast<const char*>(input.data()), input.size());
  if (!ignore_bom && text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  const simdutf::result ascii = simdutf::validate_ascii_with_errors(text.data(), text.size());
  if (ascii.error == simdutf::SUCCESS) return text;
  const std::string_view rest = text.substr(ascii.count);
  // Valid text has no more code units than octets.
  std::u16string decoded(text.size(), u'\0');
  std::copy_n(text.data(), ascii.count, decoded.data());
  const size_t units =
      simdutf::convert_utf8_to_utf16le(rest.data(), rest.size(), decoded.data() + ascii.count);
  if (units == 0) {
    if (fatal) return std::nullopt;
    return text;
  }
  decoded.resize(ascii.count + units);
  return decoded;
}

std::optional<std::u16string> DecodeUtf16(std::span<const uint8_t> input, bool big_endian,
                                          bool fatal, bool ignore_bom) {
  std::u16string text(input.size() / 2, u'\0');
  if (!text.empty()) memcpy(text.data(), input.data(), text.size() * 2);
  if (big_endian) simdutf::change_endianness_utf16(text.data(), text.size(), text.data());
  if (input.size() % 2 != 0) {
    // The octet that is left is one error, together with a surrogate that waits for its pair.
    if (!text.empty() && IsHighSurrogate(text.back())) text.pop_back();
    if (fatal) return std::nullopt;
    text.push_back(kReplacement);
  }
  if (!simdutf::validate_utf16le(text.data(), text.size())) {
    if (fatal) return std::nullopt;
    simdutf::to_well_formed_utf16le(text.data(), text.size(), text.data());
  }
  if (!ignore_bom && !text.empty() && text.front() == kByteOrderMark) text.erase(0, 1);
  return text;
}

DecodedText DecodeWindows1252(std::span<const uint8_t> input) {
  const bool latin1 = std::none_of(input.begin(), input.end(),
                                   [](uint8_t octet) { return (octet & 0xe0) == 0x80; });
  if (latin1) return std::string(input.begin(), input.end());
  std::u16string text(input.size(), u'\0');
  std::transform(input.begin(), input.end(), text.begin(), [](uint8_t octet) -> char16_t {
    return (octet & 0xe0) == 0x80 ? kWindows1252[octet - 0x80] : octet;
  });
  return text;
}

EncodedInto EncodeUtf8Into(std::u16string_view text, std::span<uint8_t> output) {
  if (output.size() / 3 >= text.size() && simdutf::validate_utf16le(text.data(), text.size())) {
    const size_t written = simdutf::convert_valid_utf16le_to_utf8(
        text.data(), text.size(), reinterpret_cast<char*>(output.data()));
    return {text.size(), written};
  }
  EncodedInto done = {0, 0};
  while (done.read < text.size()) {
    const CodePoint point = CodePointAt(text, done.read);
    const size_t length = Utf8Length(point.value);
    if (length > output.size() - done.written) break;
    WriteUtf8(point.value, length, output.data() + done.written);
    done.written += length;
    done.read += point.units;
  }
  return done;
}

std::optional<std::string> DecodeBase64(std::string_view text) {
  std::string octets(simdutf::maximal_binary_length_from_base64(text.data(), text.size()), '\0');
  size_t length = octets.size();
  const simdutf::result result =
      simdutf::base64_to_binary_safe(text.data(), text.size(), octets.data(), length);
  if (result.error != simdutf::SUCCESS) return std::nullopt;
  octets.resize(length);
  return octets;
}

std::string EncodeBase64(std::string_view octets) {
  std::string text(simdutf::base64_length_from_binary(octets.size()), '\0');
  text.resize(simdutf::binary_to_base64(octets.data(), octets.size(), text.data()));
  return text;
}

}  // namespace web
