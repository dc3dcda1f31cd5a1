#include "src/web/text_codec_legacy.h"

#include <string>
#include <string_view>
#include <variant>

#include "gtest/gtest.h"

namespace web {
namespace {

std::span<const uint8_t> Octets(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

std::u16string Units(const DecodedText& text) {
  if (const auto* view = std::get_if<std::string_view>(&text)) return {view->begin(), view->end()};
  return std::get<std::u16string>(text);
}

// In chunks of `size`; what a chunk keeps goes before the next.
std::u16string DecodeInChunks(Encoding encoding, std::string_view input, size_t size) {
  std::u16string text;
  std::string waiting;
  uint32_t mode = 0;
  for (;;) {
    const bool stream = input.size() > size;
    waiting += input.substr(0, size);
    input.remove_prefix(std::min(size, input.size()));
    const auto decoded = DecodeLegacy(encoding, Octets(waiting), mode, stream, false);
    text += Units(decoded->text);
    mode = decoded->mode;
    waiting.erase(0, waiting.size() - decoded->kept);
    if (!stream) return text;
  }
}

void Check(Encoding encoding, std::string_view input, std::u16string_view expected) {
  for (size_t size = 1; size <= input.size() + 1; ++size) {
    EXPECT_EQ(DecodeInChunks(encoding, input, size), expected)
        << NameOf(encoding) << " in chunks of " << size;
  }
  const bool is_malformed = expected.find(u'\ufffd') != expected.npos;
  EXPECT_EQ(DecodeLegacy(encoding, Octets(input), 0, false, true).has_value(), !is_malformed)
      << NameOf(encoding);
}

TEST(TextCodecLegacyTest, OneOctetACharacter) {
  Check(Encoding::kWindows1251, "\xcf\xf0\xe8 x", u"При x");
  Check(Encoding::kKoi8U, "\xae\xbe\xa4", u"ўЎє");
  Check(Encoding::kIso885916, "\xaa\xba\xa0", u"Șș\u00a0");
  Check(Encoding::kMacintosh, "\xf0", u"\uf8ff");
  Check(Encoding::kWindows1253, "a\xaa", u"a\ufffd");
  Check(Encoding::kWindows1255, "\xca", u"\u05ba");
  Check(Encoding::kWindows874, "\xa1\xdb", u"ก\ufffd");
  Check(Encoding::kXUserDefined, "\x7f\x80\xff", u"\u007f\uf780\uf7ff");
}

TEST(TextCodecLegacyTest, Chinese) {
  Check(Encoding::kGb18030, "\xd6\xd0\x80\x81\x30\x81\x30\x90\x30\x81\x30", u"中€\u0080\U00010000");
  Check(Encoding::kGbk, "\x81\x35\xf4\x37\xa6\xd9", u"\ue7c7\ufe10");
  Check(Encoding::kGb18030, "\x81\x30\xfe\x29\x81\x7f\xff", u"\ufffd0\ufffd)\ufffd\u007f\ufffd");
  Check(Encoding::kGb18030, "\x81\x30\x81", u"\ufffd");
  Check(Encoding::kBig5, "\xa4\xa4\x88\x62\x87\xa4\xfe\xdd", u"中\u00ca\u0304\u9f97\u7809");
  Check(Encoding::kBig5, "\x80\xa1\x39\xa1", u"\ufffd\ufffd9\ufffd");
}

TEST(TextCodecLegacyTest, Japanese) {
  Check(Encoding::kShiftJis, "\x93\xfa\x5c\xb1\xf0\x40\xfc\x4b", u"日\\ｱ\ue000黑");
  Check(Encoding::kShiftJis, "\x81\x21\x81\xff\x81", u"\ufffd!\ufffd\ufffd");
  Check(Encoding::kEucJp, "\xc6\xfc\x8e\xb1\x8f\xb0\xa1", u"日ｱ丂");
  Check(Encoding::kEucJp, "\x8f\xa1\x41\x8e\xff\x8f", u"\ufffdA\ufffd\ufffd");
  Check(Encoding::kEucJp, "\x8f\xf3\xa1", u"\ufffd");
  Check(Encoding::kIso2022Jp, "a\x1b$BF|\x1b(J\\~\x1b(I1\x1b(B.", u"a日¥‾ｱ.");
}

TEST(TextCodecLegacyTest, MalformedIso2022Jp) {
  Check(Encoding::kIso2022Jp, "\x1b(B\x1b(Bx", u"\ufffdx");
  Check(Encoding::kIso2022Jp, "\x1b$\x1b", u"\ufffd$\ufffd");
  Check(Encoding::kIso2022Jp, "\x1b(Z\x0e\x80", u"\ufffd(Z\ufffd\ufffd");
  Check(Encoding::kIso2022Jp, "\x1b$BF\x1b(B", u"\ufffd");
  Check(Encoding::kIso2022Jp, "\x1b$BF", u"\ufffd");
}

TEST(TextCodecLegacyTest, Korean) {
  Check(Encoding::kEucKr, "\xc7\xd1\x81\x41", u"한갂");
  Check(Encoding::kEucKr, "\x81\x5b\xc9\xa1\xc7", u"\ufffd[\ufffd\ufffd");
}

TEST(TextCodecLegacyTest, Ascii) {
  const auto decoded = DecodeLegacy(Encoding::kBig5, Octets("abc"), 0, true, true);
  EXPECT_EQ(std::get<std::string_view>(decoded->text), "abc");
}

}  // namespace
}  // namespace web
