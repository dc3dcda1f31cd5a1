#include "src/web/text_codec.h"

#include <array>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace web {
namespace {

std::span<const uint8_t> Octets(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

std::string View(const std::optional<DecodedText>& text) {
  const auto* view = text ? std::get_if<std::string_view>(&*text) : nullptr;
  return view ? std::string(*view) : "not a view";
}

std::u16string Utf16(const std::optional<DecodedText>& text) {
  const auto* units = text ? std::get_if<std::u16string>(&*text) : nullptr;
  return units ? *units : u"not UTF-16";
}

TEST(DecodeUtf8Test, LeavesAsciiWhereItIs) {
  const std::string input = "hello";
  const auto text = DecodeUtf8(Octets(input), true, false);
  EXPECT_EQ(View(text), "hello");
  EXPECT_EQ(std::get<std::string_view>(*text).data(), input.data());
  EXPECT_EQ(View(DecodeUtf8({}, true, false)), "");
}

TEST(DecodeUtf8Test, MakesUtf16OfOtherText) {
  EXPECT_EQ(Utf16(DecodeUtf8(Octets("ab\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"), true, false)),
            u"ab\u00e9\u20ac\U0001f600");
}

TEST(DecodeUtf8Test, DropsOneByteOrderMarkUnlessItIsIgnored) {
  EXPECT_EQ(View(DecodeUtf8(Octets("\xef\xbb\xbf"
                                   "a"),
                            true, false)),
            "a");
  EXPECT_EQ(Utf16(DecodeUtf8(Octets("\xef\xbb\xbf"
                                    "a"),
                             true, true)),
            u"\ufeffa");
  EXPECT_EQ(Utf16(DecodeUtf8(Octets("\xef\xbb\xbf\xef\xbb\xbf"), true, false)), u"\ufeff");
}

TEST(DecodeUtf8Test, FailsOrLeavesMalformedTextToTheReader) {
  for (std::string_view bad : {"\xff", "a\xc3", "\xed\xa0\x80", "\xc0\x80", "\xf4\x90\x80\x80"}) {
    EXPECT_EQ(DecodeUtf8(Octets(bad), true, false), std::nullopt);
    EXPECT_EQ(View(DecodeUtf8(Octets(bad), false, false)), bad);
  }
}

TEST(DecodeUtf16Test, ReadsBothByteOrders) {
  using namespace std::string_view_literals;
  EXPECT_EQ(DecodeUtf16(Octets("a\0\xac\x20"sv), false, true, false), u"a\u20ac");
  EXPECT_EQ(DecodeUtf16(Octets("\0a\x20\xac"sv), true, true, false), u"a\u20ac");
  EXPECT_EQ(DecodeUtf16(Octets("\xff\xfe"
                               "a\0"sv),
                        false, true, false),
            u"a");
  EXPECT_EQ(DecodeUtf16(Octets("\xff\xfe"
                               "a\0"sv),
                        false, true, true),
            u"\ufeffa");
}

TEST(DecodeUtf16Test, FailsOrReplacesMalformedText) {
  using namespace std::string_view_literals;
  for (std::string_view bad : {"a"sv, "\0\xd8"sv, "\0\xdc"sv, "\0\xd8\0"sv}) {
    EXPECT_EQ(DecodeUtf16(Octets(bad), false, true, false), std::nullopt);
    EXPECT_EQ(DecodeUtf16(Octets(bad), false, false, false), u"\ufffd");
  }
}

TEST(DecodeWindows1252Test, KnowsItsOwnThirtyTwoCharacters) {
  EXPECT_EQ(std::get<std::string>(DecodeWindows1252(Octets("a\xe9\xff"))), "a\xe9\xff");
  EXPECT_EQ(Utf16(DecodeWindows1252(Octets("\x80\x81\x9f\xe9"))), u"\u20ac\u0081\u0178\u00e9");
}

TEST(EncodeUtf8IntoTest, WritesWholeCodePointsOnly) {
  std::array<uint8_t, 6> output{};
  const EncodedInto done = EncodeUtf8Into(u"a\u00e9\U0001f600", output);
  EXPECT_EQ(done.read, 2u);
  EXPECT_EQ(done.written, 3u);
  EXPECT_EQ(std::string(output.begin(), output.end()), std::string("a\xc3\xa9\0\0\0", 6));
}

TEST(EncodeUtf8IntoTest, ReplacesUnpairedSurrogates) {
  std::vector<uint8_t> output(64);
  const char16_t unpaired[] = {0xd83d, u'x', 0xde00};
  const EncodedInto done = EncodeUtf8Into({unpaired, 3}, output);
  EXPECT_EQ(done.read, 3u);
  EXPECT_EQ(std::string(output.begin(), output.begin() + done.written),
            "\xef\xbf\xbdx\xef\xbf\xbd");
}

TEST(EncodeUtf8IntoTest, WritesTheSameInBothWays) {
  const std::u16string text = u"z\u00e9\u20ac\U0001f600";
  std::vector<uint8_t> wide(64), tight(10);
  EXPECT_EQ(EncodeUtf8Into(text, wide).written, 10u);
  EXPECT_EQ(EncodeUtf8Into(text, tight).written, 10u);
  wide.resize(10);
  EXPECT_EQ(wide, tight);
}

TEST(Base64Test, ForgivesSpaceAndMissingPadding) {
  EXPECT_EQ(DecodeBase64(" Y W\tJ\nj\r\f"), "abc");
  EXPECT_EQ(DecodeBase64("YQ=="), "a");
  EXPECT_EQ(DecodeBase64("YQ"), "a");
  EXPECT_EQ(DecodeBase64("YR"), "a");
  EXPECT_EQ(DecodeBase64(""), "");
}

TEST(Base64Test, RefusesTheRest) {
  for (std::string_view bad :
       {"Y", "YQ=", "YQ===", "Y===", "YQ==YQ", "Y-Q", "\xc3\xa9", "=", "YWJj="}) {
    EXPECT_EQ(DecodeBase64(bad), std::nullopt) << bad;
  }
}

TEST(Base64Test, Encodes) {
  EXPECT_EQ(EncodeBase64(""), "");
  EXPECT_EQ(EncodeBase64("\xff"), "/w==");
  EXPECT_EQ(EncodeBase64("abc\xfb"), "YWJj+w==");
}

}  // namespace
}  // namespace web
