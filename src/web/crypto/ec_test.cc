#include "src/web/crypto/ec.h"

#include "gtest/gtest.h"
#include "src/web/crypto/test_octets.h"

namespace web {
namespace {

constexpr std::string_view kCurves[] = {"P-256", "P-384", "P-521"};

std::span<const uint8_t> PublicOf(std::string_view curve, const base::Bytes& key) {
  return key.span().subspan(EcCoordinateSize(curve));
}

// RFC 6979, A.2.5.
TEST(EcTest, VerifiesAKnownSignature) {
  const std::string x = FromHex("60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6");
  const std::string y = FromHex("7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299");
  const std::string signature = FromHex(
      "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
      "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8");
  absl::StatusOr<base::Bytes> key = ImportEcNumbers("P-256", Span(x), Span(y), std::nullopt);
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_TRUE(*VerifyEc("P-256", "SHA-256", key->span(), Span(signature), Span("sample")));
  EXPECT_FALSE(*VerifyEc("P-256", "SHA-256", key->span(), Span(signature), Span("simple")));
  EXPECT_FALSE(*VerifyEc("P-256", "SHA-1", key->span(), Span(signature), Span("sample")));
  EXPECT_FALSE(*VerifyEc("P-256", "SHA-256", key->span(), Span(signature + "x"), Span("sample")));
  EXPECT_FALSE(
      *VerifyEc("P-256", "SHA-256", key->span(), Span(std::string(64, '\0')), Span("sample")));
}

TEST(EcTest, FormatsGoRound) {
  for (std::string_view curve : kCurves) {
    const base::Bytes key = *GenerateEc(curve);
    const uint32_t size = EcCoordinateSize(curve);
    ASSERT_EQ(key.size(), 3 * size + 1) << curve;
    const base::Bytes public_key = base::Bytes::Copy(PublicOf(curve, key));
    EXPECT_EQ(ToHex(ImportEc(curve, KeyFormat::kPkcs8,
                             ExportEc(curve, KeyFormat::kPkcs8, key.span())->span())),
              ToHex(key));
    EXPECT_EQ(ToHex(ImportEc(curve, KeyFormat::kSpki,
                             ExportEc(curve, KeyFormat::kSpki, public_key.span())->span())),
              ToHex(public_key));
    EXPECT_EQ(ToHex(ImportEcPoint(curve, public_key.span())), ToHex(public_key));
    const auto x = public_key.span().subspan(1, size);
    const auto y = public_key.span().subspan(1 + size);
    EXPECT_EQ(ToHex(ImportEcNumbers(curve, x, y, key.span().first(size))), ToHex(key));
    // A compressed point.
    std::string compressed(1, (y.back() & 1) != 0 ? '\x03' : '\x02');
    compressed.append(reinterpret_cast<const char*>(x.data()), x.size());
    EXPECT_EQ(ToHex(ImportEcPoint(curve, Span(compressed))), ToHex(public_key));
  }
}

TEST(EcTest, RefusesKeysThatAreNone) {
  const base::Bytes key = *GenerateEc("P-256");
  const base::Bytes other = *GenerateEc("P-256");
  const auto point = PublicOf("P-256", key);
  const auto x = point.subspan(1, 32);
  const auto y = point.subspan(33);
  EXPECT_FALSE(ImportEcNumbers("P-256", x, x, std::nullopt).ok());
  EXPECT_FALSE(ImportEcNumbers("P-256", x, y, other.span().first(32)).ok());
  EXPECT_FALSE(ImportEcNumbers("P-256", x, y, Span(std::string(32, '\0'))).ok());
  EXPECT_FALSE(ImportEcNumbers("P-256", x, y, Span(std::string(32, '\xff'))).ok());
  EXPECT_FALSE(ImportEcNumbers("P-256", x.first(31), y, std::nullopt).ok());
  EXPECT_FALSE(ImportEcPoint("P-256", {}).ok());
  EXPECT_FALSE(ImportEcPoint("P-256", Span(std::string(1, '\0'))).ok());
  EXPECT_FALSE(ImportEcPoint("P-384", point).ok());
  const base::Bytes der = *ExportEc("P-256", KeyFormat::kPkcs8, key.span());
  EXPECT_FALSE(ImportEc("P-384", KeyFormat::kPkcs8, der.span()).ok());
  EXPECT_FALSE(ImportEc("P-256", KeyFormat::kSpki, der.span()).ok());
  EXPECT_TRUE(absl::IsInvalidArgument(GenerateEc("P-224").status()));
}

TEST(EcTest, SignsWhatItVerifies) {
  for (std::string_view curve : kCurves) {
    const base::Bytes key = *GenerateEc(curve);
    absl::StatusOr<base::Bytes> signature = SignEc(curve, "SHA-512", key.span(), Span("text"));
    ASSERT_TRUE(signature.ok()) << signature.status();
    EXPECT_EQ(signature->size(), 2 * EcCoordinateSize(curve));
    EXPECT_TRUE(*VerifyEc(curve, "SHA-512", PublicOf(curve, key), signature->span(), Span("text")));
  }
}

TEST(EcTest, BothSidesDeriveTheSame) {
  for (std::string_view curve : kCurves) {
    const base::Bytes one = *GenerateEc(curve);
    const base::Bytes two = *GenerateEc(curve);
    const std::string secret = ToHex(DeriveEc(curve, one.span(), PublicOf(curve, two)));
    EXPECT_EQ(secret, ToHex(DeriveEc(curve, two.span(), PublicOf(curve, one))));
    EXPECT_EQ(secret.size(), 2 * EcCoordinateSize(curve));
  }
}

}  // namespace
}  // namespace web
