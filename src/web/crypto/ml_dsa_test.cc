#include "src/web/crypto/ml_dsa.h"

#include "gtest/gtest.h"
#include "src/web/crypto/test_octets.h"

namespace web {
namespace {

// The vectors of the web-platform-tests are checked by tests/wpt.

constexpr std::string_view kNames[] = {"ML-DSA-44", "ML-DSA-65", "ML-DSA-87"};

TEST(MlDsaTest, WhatIsSignedCanBeVerified) {
  for (const std::string_view name : kNames) {
    const base::Bytes key = *GenerateMlDsa(name);
    const base::Bytes public_key = key.Slice(32);
    for (const size_t size : {size_t{0}, size_t{1}, size_t{64'000}}) {
      for (const size_t context_size : {0, 255}) {
        const std::string data(size, 'x');
        const std::string context(context_size, 'c');
        absl::StatusOr<base::Bytes> signature =
            SignMlDsa(name, key.span(), Span(context), Span(data));
        ASSERT_TRUE(signature.ok()) << signature.status();
        EXPECT_TRUE(
            *VerifyMlDsa(name, public_key.span(), Span(context), signature->span(), Span(data)));
        EXPECT_FALSE(
            *VerifyMlDsa(name, public_key.span(), Span("other"), signature->span(), Span(data)));
        EXPECT_FALSE(
            *VerifyMlDsa(name, public_key.span(), Span(context), signature->span(), Span("other")));
        EXPECT_FALSE(*VerifyMlDsa(name, public_key.span(), Span(context),
                                  signature->span().subspan(1), Span(data)));
      }
    }
    EXPECT_FALSE(SignMlDsa(name, key.span(), Span(std::string(256, 'c')), {}).ok());
    for (const size_t size : {64'001, 65'520, 65'535, 65'536, 200'000}) {
      const std::string data(size, 'x');
      EXPECT_FALSE(SignMlDsa(name, key.span(), {}, Span(data)).ok());
      EXPECT_FALSE(VerifyMlDsa(name, public_key.span(), {}, {}, Span(data)).ok());
    }
    EXPECT_FALSE(SignMlDsa(name, public_key.span(), {}, {}).ok());
    EXPECT_FALSE(VerifyMlDsa(name, key.span(), {}, {}, {}).ok());
  }
}

TEST(MlDsaTest, SignaturesAreHedged) {
  const base::Bytes key = *GenerateMlDsa("ML-DSA-44");
  EXPECT_NE(ToHex(SignMlDsa("ML-DSA-44", key.span(), {}, Span("x"))),
            ToHex(SignMlDsa("ML-DSA-44", key.span(), {}, Span("x"))));
}

TEST(MlDsaTest, FormatsGoRound) {
  for (const std::string_view name : kNames) {
    const base::Bytes key = *GenerateMlDsa(name);
    const base::Bytes public_key = key.Slice(32);
    EXPECT_EQ(ToHex(ImportMlDsaSeed(name, key.Slice(0, 32).span())), ToHex(key));
    const base::Bytes pkcs8 = *ExportMlDsa(name, KeyFormat::kPkcs8, key.span());
    EXPECT_EQ(ToHex(ImportMlDsa(name, KeyFormat::kPkcs8, pkcs8.span())), ToHex(key));
    const base::Bytes spki = *ExportMlDsa(name, KeyFormat::kSpki, public_key.span());
    EXPECT_EQ(ToHex(ImportMlDsa(name, KeyFormat::kSpki, spki.span())), ToHex(public_key));
    for (size_t size = 0; size < pkcs8.size(); ++size) {
      EXPECT_FALSE(ImportMlDsa(name, KeyFormat::kPkcs8, pkcs8.span().first(size)).ok());
    }
  }
  EXPECT_FALSE(ImportMlDsaSeed("ML-DSA-44", Span("short")).ok());
  EXPECT_FALSE(ImportMlDsaPublic("ML-DSA-44", Span("short")).ok());
  EXPECT_TRUE(absl::IsInvalidArgument(GenerateMlDsa("ML-DSA-1").status()));
}

}  // namespace
}  // namespace web
