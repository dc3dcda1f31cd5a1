#include "src/web/octet_text.h"

#include <gtest/gtest.h>

#include <array>

namespace web {
namespace {

std::span<const uint8_t> Octets(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

std::string Written(OctetEncoding encoding, std::u16string_view text, size_t room = 32) {
  std::array<uint8_t, 32> output = {};
  const size_t length = WriteText(encoding, text, std::span(output).first(room));
  return std::string(output.begin(), output.begin() + static_cast<ptrdiff_t>(length));
}

TEST(OctetText, NumbersAreThoseOfNode) {
  EXPECT_EQ(OctetEncodingOf(5), OctetEncoding::kHex);
  EXPECT_EQ(OctetEncodingOf(6), std::nullopt);
  EXPECT_EQ(OctetEncodingOf(8), std::nullopt);
}

TEST(OctetText, TextOfOctets) {
  const std::string_view octets("\xff\x41\x80", 3);
  EXPECT_EQ(std::get<std::string>(TextOf(OctetEncoding::kHex, Octets(octets))), "ff4180");
  EXPECT_EQ(std::get<std::string>(TextOf(OctetEncoding::kBase64, Octets("\xff\xfe"))), "//4=");
  EXPECT_EQ(std::get<std::string>(TextOf(OctetEncoding::kBase64Url, Octets("\xff\xfe"))), "__4");
  EXPECT_EQ(std::get<std::string>(TextOf(OctetEncoding::kLatin1, Octets(octets))), octets);
  EXPECT_EQ(std::get<std::string>(TextOf(OctetEncoding::kAscii, Octets(octets))),
            std::string_view("\x7f\x41\0", 3));
  EXPECT_EQ(std::get<std::u16string>(TextOf(OctetEncoding::kUtf16, Octets("a\xd8z"))), u"\xd861");
}

TEST(OctetText, OctetsOfText) {
  EXPECT_EQ(Written(OctetEncoding::kUtf8, u"\u00e9\u20ac"), "\xc3\xa9\xe2\x82\xac");
  EXPECT_EQ(Written(OctetEncoding::kUtf8, u"\u00e9\u20ac", 4), "\xc3\xa9");
  EXPECT_EQ(Written(OctetEncoding::kUtf8, u"\xd800"), "\xef\xbf\xbd");
  EXPECT_EQ(Written(OctetEncoding::kHex, u"0aFFx1"), "\x0a\xff");
  EXPECT_EQ(Written(OctetEncoding::kHex, u"0af"), "\x0a");
  EXPECT_EQ(Written(OctetEncoding::kBase64, u"__4"), "\xff\xfe");
  EXPECT_EQ(Written(OctetEncoding::kBase64, u"Y Q!\u20ac=="), "a");
  EXPECT_EQ(Written(OctetEncoding::kBase64, u"YWJj", 2), "ab");
  EXPECT_EQ(Written(OctetEncoding::kLatin1, u"\u01ffb"),
            "\xff"
            "b");
  EXPECT_EQ(Written(OctetEncoding::kUtf16, u"ab", 3), std::string_view("a\0", 2));
}

}  // namespace
}  // namespace web
