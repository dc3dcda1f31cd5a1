#include "src/web/text_encodings.h"

#include "gtest/gtest.h"

namespace web {
namespace {

TEST(TextEncodingsTest, LabelsAreInAnyCaseWithWhitespaceAround) {
  EXPECT_EQ(EncodingOf("utf-8"), Encoding::kUtf8);
  EXPECT_EQ(EncodingOf(" \t\n\f\rLATIN1 "), Encoding::kWindows1252);
  EXPECT_EQ(EncodingOf("SJIS"), Encoding::kShiftJis);
  EXPECT_EQ(EncodingOf("x-unicode20utf8"), Encoding::kUtf8);
  EXPECT_EQ(EncodingOf("866"), Encoding::kIbm866);
}

TEST(TextEncodingsTest, KnowsNoOthers) {
  for (std::string_view label : {"", " ", "utf-7", "utf 8", "\vutf-8", "utf-8\xc2\xa0", "zz",
                                 "csisolatin1csisolatin1csisolatin1csisolatin1"}) {
    EXPECT_EQ(EncodingOf(label), std::nullopt) << label;
  }
}

TEST(TextEncodingsTest, ANameIsALabel) {
  for (uint32_t number = 0; number < kEncodings; ++number) {
    const auto encoding = static_cast<Encoding>(number);
    EXPECT_EQ(EncodingOf(NameOf(encoding)), encoding) << NameOf(encoding);
  }
}

}  // namespace
}  // namespace web
