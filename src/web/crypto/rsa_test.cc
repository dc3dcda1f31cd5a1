#include "src/web/crypto/rsa.h"

#include "gtest/gtest.h"
#include "src/web/crypto/test_octets.h"

namespace web {
namespace {

class RsaTest : public testing::Test {
 protected:
  // A key that the tests share: making one takes a while.
  static void SetUpTestSuite() {
    private_key_ = new base::Bytes(*GenerateRsa(1024, 65537));
    public_key_ = new base::Bytes(*RsaPublicOf(private_key_->span()));
  }
  static void TearDownTestSuite() {
    delete private_key_;
    delete public_key_;
  }

  static std::span<const uint8_t> private_key() { return private_key_->span(); }
  static std::span<const uint8_t> public_key() { return public_key_->span(); }

 private:
  static inline const base::Bytes* private_key_ = nullptr;
  static inline const base::Bytes* public_key_ = nullptr;
};

TEST_F(RsaTest, GeneratesWhatWasAskedFor) {
  absl::StatusOr<RsaInfo> info = InfoOfRsa(RsaPart::kPrivate, private_key());
  ASSERT_TRUE(info.ok()) << info.status();
  EXPECT_EQ(info->modulus_bits, 1024u);
  EXPECT_EQ(ToHex(info->exponent), "010001");
  for (uint32_t bits : {0, 512, 1000, 1025, 8192}) {
    EXPECT_TRUE(absl::IsFailedPrecondition(GenerateRsa(bits, 65537).status())) << bits;
  }
  for (uint32_t exponent : {0, 1, 2, 5, 65536}) {
    EXPECT_TRUE(absl::IsFailedPrecondition(GenerateRsa(1024, exponent).status())) << exponent;
  }
}

TEST_F(RsaTest, FormatsGoRound) {
  EXPECT_EQ(
      ToHex(ImportRsa(KeyFormat::kPkcs8, ExportRsa(KeyFormat::kPkcs8, private_key())->span())),
      ToHex(base::Bytes::Copy(private_key())));
  EXPECT_EQ(ToHex(ImportRsa(KeyFormat::kSpki, ExportRsa(KeyFormat::kSpki, public_key())->span())),
            ToHex(base::Bytes::Copy(public_key())));
  EXPECT_EQ(ToHex(ImportRsaNumbers(*ExportRsaNumbers(RsaPart::kPrivate, private_key()))),
            ToHex(base::Bytes::Copy(private_key())));
  EXPECT_EQ(ToHex(ImportRsaNumbers(*ExportRsaNumbers(RsaPart::kPublic, public_key()))),
            ToHex(base::Bytes::Copy(public_key())));
}

TEST_F(RsaTest, RefusesKeysThatAreNone) {
  const std::string der(ExportRsa(KeyFormat::kSpki, public_key())->view());
  EXPECT_FALSE(ImportRsa(KeyFormat::kSpki, Span(der.substr(0, der.size() - 1))).ok());
  EXPECT_FALSE(ImportRsa(KeyFormat::kSpki, Span(der + "x")).ok());
  EXPECT_FALSE(ImportRsa(KeyFormat::kPkcs8, Span(der)).ok());
  EXPECT_FALSE(ImportRsa(KeyFormat::kSpki, {}).ok());
  std::vector<std::string> numbers = *ExportRsaNumbers(RsaPart::kPrivate, private_key());
  numbers[2] = numbers[3];
  EXPECT_TRUE(absl::IsFailedPrecondition(ImportRsaNumbers(numbers).status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(ImportRsaNumbers({"", ""}).status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(ImportRsaNumbers({"AQAB", "AQAB"}).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(ImportRsaNumbers({}).status()));
  EXPECT_TRUE(
      absl::IsFailedPrecondition(ImportRsaNumbers({std::string(100'000, 'B'), "AQAB"}).status()));
}

TEST_F(RsaTest, SignaturesAreVerified) {
  for (const RsaScheme& scheme :
       {RsaScheme{"SHA-256"}, RsaScheme{"SHA-1", true, 20}, RsaScheme{"SHA-512", true, 0}}) {
    absl::StatusOr<base::Bytes> signature = SignRsa(scheme, private_key(), Span("text"));
    ASSERT_TRUE(signature.ok()) << signature.status();
    EXPECT_EQ(signature->size(), 128u);
    EXPECT_TRUE(*VerifyRsa(scheme, public_key(), signature->span(), Span("text")));
    EXPECT_FALSE(*VerifyRsa(scheme, public_key(), signature->span(), Span("texts")));
    EXPECT_FALSE(*VerifyRsa(scheme, public_key(), Span("none"), Span("text")));
    EXPECT_FALSE(*VerifyRsa({"SHA-384"}, public_key(), signature->span(), Span("text")));
    EXPECT_FALSE(*VerifyRsa({scheme.hash, true, 7}, public_key(), signature->span(), Span("text")));
    EXPECT_FALSE(
        *VerifyRsa({scheme.hash, true, 0xffffffff}, public_key(), signature->span(), Span("text")));
  }
}

TEST_F(RsaTest, ASaltMustFit) {
  EXPECT_TRUE(absl::IsFailedPrecondition(
      SignRsa({"SHA-256", true, 128}, private_key(), Span("text")).status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(
      SignRsa({"SHA-256", true, 0xffffffff}, private_key(), Span("text")).status()));
}

TEST_F(RsaTest, OaepGoesRound) {
  absl::StatusOr<base::Bytes> sealed =
      EncryptRsa("SHA-256", public_key(), Span("label"), Span("secret"));
  ASSERT_TRUE(sealed.ok()) << sealed.status();
  EXPECT_EQ(DecryptRsa("SHA-256", private_key(), Span("label"), sealed->span())->view(), "secret");
  EXPECT_FALSE(DecryptRsa("SHA-256", private_key(), {}, sealed->span()).ok());
  EXPECT_FALSE(DecryptRsa("SHA-1", private_key(), Span("label"), sealed->span()).ok());
  EXPECT_FALSE(DecryptRsa("SHA-256", private_key(), {}, Span("x")).ok());
  // 128 - 2 * 32 - 2 octets fit.
  EXPECT_TRUE(EncryptRsa("SHA-256", public_key(), {}, Span(std::string(62, 'x'))).ok());
  EXPECT_FALSE(EncryptRsa("SHA-256", public_key(), {}, Span(std::string(63, 'x'))).ok());
}

}  // namespace
}  // namespace web
