#include "src/web/crypto/derive.h"

#include "gtest/gtest.h"
#include "src/web/crypto/base64url.h"
#include "src/web/crypto/test_octets.h"

namespace web {
namespace {

// RFC 4231, test case 2.
TEST(DeriveTest, HmacKnownAnswer) {
  EXPECT_EQ(ToHex(Hmac("SHA-256", Span("Jefe"), Span("what do ya want for nothing?"))),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(ToHex(Hmac("SHA-1", {}, {})), "fbdb1d1b18aa6c08324b7d64b71fb76370690e1d");
  EXPECT_TRUE(absl::IsInvalidArgument(Hmac("SHA-3", {}, {}).status()));
}

// RFC 5869, test case 1.
TEST(DeriveTest, HkdfKnownAnswer) {
  const std::string key(22, '\x0b');
  const std::string salt = FromHex("000102030405060708090a0b0c");
  const std::string info = FromHex("f0f1f2f3f4f5f6f7f8f9");
  EXPECT_EQ(ToHex(Hkdf("SHA-256", Span(key), Span(salt), Span(info), 42)),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  EXPECT_EQ(ToHex(Hkdf("SHA-256", {}, {}, {}, 0)), "");
  EXPECT_TRUE(Hkdf("SHA-256", {}, {}, {}, 255 * 32).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(Hkdf("SHA-256", {}, {}, {}, 255 * 32 + 1).status()));
}

// RFC 6070.
TEST(DeriveTest, Pbkdf2KnownAnswer) {
  EXPECT_EQ(ToHex(Pbkdf2("SHA-1", Span("password"), Span("salt"), 4096, 20)),
            "4b007901b765489abead49d926f721d065a429c1");
  EXPECT_TRUE(absl::IsFailedPrecondition(Pbkdf2("SHA-1", {}, {}, 0, 20).status()));
}

TEST(DeriveTest, Pbkdf2IsBounded) {
  EXPECT_EQ(Pbkdf2Rounds("SHA-256", 1000, 32), 1000u);
  EXPECT_EQ(Pbkdf2Rounds("SHA-256", 1000, 33), 2000u);
  EXPECT_EQ(Pbkdf2Rounds("SHA-512", 0xffffffff, 0xffffffff), uint64_t{0xffffffff} * 0x4000000);
  EXPECT_TRUE(absl::IsFailedPrecondition(
      Pbkdf2("SHA-256", {}, {}, static_cast<uint32_t>(kMaxPbkdf2Rounds) + 1, 32).status()));
}

TEST(DeriveTest, TimingSafeEqualComparesAllOctets) {
  EXPECT_TRUE(TimingSafeEqual(Span("abc"), Span("abc")));
  EXPECT_FALSE(TimingSafeEqual(Span("abc"), Span("abd")));
  EXPECT_TRUE(TimingSafeEqual({}, {}));
}

TEST(Base64UrlTest, IsWithoutPadding) {
  EXPECT_EQ(ToBase64Url(Span("")), "");
  EXPECT_EQ(ToBase64Url(Span("f")), "Zg");
  EXPECT_EQ(ToBase64Url(Span("\xfb\xff\xfe")), "-__-");
  EXPECT_EQ(*FromBase64Url("-__-"), "\xfb\xff\xfe");
  EXPECT_EQ(*FromBase64Url("Zg"), "f");
  EXPECT_EQ(*FromBase64Url(""), "");
}

TEST(Base64UrlTest, TakesNothingElse) {
  for (std::string_view text :
       {"Zg==", "+//+", "Z", "Zh", "Zg\n", " Zg", "Z g", "\xc3\xa9", "ZgZgZ"}) {
    EXPECT_TRUE(absl::IsFailedPrecondition(FromBase64Url(text).status())) << text;
  }
}

}  // namespace
}  // namespace web
