#include "src/web/octet_text.h"

#include <algorithm>
#include <cstring>

#include "simdutf.h"

namespace web {
namespace {

constexpr char kHexDigits[] = "0123456789abcdef";

int HexValue(char16_t unit) {
  if (unit >= u'0' && unit <= u'9') return unit - u'0';
  if (unit >= u'a' && unit <= u'f') return unit - u'a' + 10;
  if (unit >= u'A' && unit <= u'F') return unit - u'A' + 10;
  return -1;
}

std::string Hex(std::span<const uint8_t> octets) {
  std::string text;
  text.reserve(octets.size() * 2);
  for (uint8_t octet : octets) {
    text.push_back(kHexDigits[octet >> 4]);
    text.push_back(kHexDigits[octet & 15]);
  }
  return text;
}

std::string Base64(std::span<const uint8_t> octets, simdutf::base64_options options) {
  std::string text(simdutf::base64_length_from_binary(octets.size(), options), '\0');
  text.resize(simdutf::binary_to_base64(reinterpret_cast<const char*>(octets.data()), octets.size(),
                                        text.data(), options));
  return text;
}

size_t WriteBase64(std::u16string_view text, std::span<uint8_t> output) {
  std::string octets(simdutf::maximal_binary_length_from_base64(text.data(), text.size()), '\0');
  size_t length = octets.size();
  // A digit that is left over is no octet.
  const simdutf::result ignored =
      simdutf::base64_to_binary_safe(text.data(), text.size(), octets.data(), length,
                                     simdutf::base64_default_or_url_accept_garbage, simdutf::loose);
  static_cast<void>(ignored);
  length = std::min({length, octets.size(), output.size()});
  if (length > 0) memcpy(output.data(), octets.data(), length);
  return length;
}

size_t WriteHex(std::u16string_view text, std::span<uint8_t> output) {
  const size_t most = std::min(text.size() / 2, output.size());
  for (size_t i = 0; i < most; ++i) {
    const int high = HexValue(text[2 * i]);
    const int low = HexValue(text[2 * i + 1]);
    if (high < 0 || low < 0) return i;
    output[i] = static_cast<uint8_t>(high << 4 | low);
  }
  return most;
}

}  // namespace

std::optional<OctetEncoding> OctetEncodingOf(uint32_t number) {
  if (number > 7 || number == 6) return std::nullopt;
  return static_cast<OctetEncoding>(number);
}

size_t LongestText(OctetEncoding encoding, size_t octets) {
  switch (encoding) {
    case OctetEncoding::kHex:
      return octets * 2;
    case OctetEncoding::kBase64:
    case OctetEncoding::kBase64Url:
      return (octets + 2) / 3 * 4;
    case OctetEncoding::kUtf16:
      return octets / 2;
    default:
      return octets;
  }
}

DecodedText TextOf(OctetEncoding encoding, std::span<const uint8_t> octets) {
  switch (encoding) {
    case OctetEncoding::kUtf8:
      return *DecodeUtf8(octets, /*fatal=*/false, /*ignore_bom=*/true);
    case OctetEncoding::kAscii: {
      std::string text(octets.begin(), octets.end());
      for (char& c : text) c = static_cast<char>(c & 0x7f);
      return text;
    }
    case OctetEncoding::kLatin1:
      return std::string(octets.begin(), octets.end());
    case OctetEncoding::kHex:
      return Hex(octets);
    case OctetEncoding::kBase64:
      return Base64(octets, simdutf::base64_default);
    case OctetEncoding::kBase64Url:
      return Base64(octets, simdutf::base64_url);
    case OctetEncoding::kUtf16:
      break;
  }
  std::u16string text(octets.size() / 2, u'\0');
  if (!text.empty()) memcpy(text.data(), octets.data(), text.size() * 2);
  return text;
}

size_t WriteText(OctetEncoding encoding, std::u16string_view text, std::span<uint8_t> output) {
  switch (encoding) {
    case OctetEncoding::kUtf8:
      return EncodeUtf8Into(text, output).written;
    case OctetEncoding::kHex:
      return WriteHex(text, output);
    case OctetEncoding::kBase64:
    case OctetEncoding::kBase64Url:
      return WriteBase64(text, output);
    case OctetEncoding::kAscii:
    case OctetEncoding::kLatin1: {
      const size_t length = std::min(text.size(), output.size());
      std::transform(text.begin(), text.begin() + static_cast<ptrdiff_t>(length), output.begin(),
                     [](char16_t unit) { return static_cast<uint8_t>(unit); });
      return length;
    }
    case OctetEncoding::kUtf16:
      break;
  }
  const size_t octets = std::min(text.size(), output.size() / 2) * 2;
  if (octets > 0) memcpy(output.data(), text.data(), octets);
  return octets;
}

}  // namespace web
