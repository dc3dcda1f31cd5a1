#include "src/web/crypto/curve25519.h"

#include "gtest/gtest.h"
#include "src/web/crypto/test_octets.h"

namespace web {
namespace {

// RFC 8032, section 7.1, test 1.
constexpr std::string_view kSeed =
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
constexpr std::string_view kPublic =
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
constexpr std::string_view kSignature =
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b4"
    "6bd25bf5f0595bbe24655141438e7a100b";

TEST(Curve25519Test, Ed25519KnownAnswer) {
  absl::StatusOr<base::Bytes> key = ImportCurve25519Private("Ed25519", Span(FromHex(kSeed)));
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(ToHex(key), std::string(kSeed) + std::string(kPublic));
  EXPECT_EQ(ToHex(SignEd25519(key->span(), {})), kSignature);
  const std::string signature = FromHex(kSignature);
  const std::string public_key = FromHex(kPublic);
  EXPECT_TRUE(*VerifyEd25519(Span(public_key), Span(signature), {}));
  EXPECT_FALSE(*VerifyEd25519(Span(public_key), Span(signature), Span("x")));
  EXPECT_FALSE(*VerifyEd25519(Span(public_key), Span(signature.substr(1)), {}));
  EXPECT_FALSE(VerifyEd25519(Span("short"), Span(signature), {}).ok());
}

TEST(Curve25519Test, PointsOfSmallOrderVerifyNothing) {
  // The neutral element as key and R, and S = 0: the equation holds for every message.
  const std::string neutral = std::string("\x01", 1) + std::string(31, '\0');
  EXPECT_FALSE(*VerifyEd25519(Span(neutral), Span(neutral + std::string(32, '\0')), Span("x")));
  // The same with a sign, which is not canonical.
  std::string with_sign = neutral;
  with_sign[31] = '\x80';
  EXPECT_FALSE(*VerifyEd25519(Span(with_sign), Span(with_sign + std::string(32, '\0')), Span("x")));
}

// RFC 7748, section 5.2.
TEST(Curve25519Test, X25519KnownAnswer) {
  absl::StatusOr<base::Bytes> key = ImportCurve25519Private(
      "X25519", Span(FromHex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4")));
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(ToHex(DeriveX25519(
                key->span(),
                Span(FromHex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c")))),
            "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552");
  EXPECT_FALSE(DeriveX25519(key->span(), Span(std::string(32, '\0'))).ok());
  EXPECT_FALSE(DeriveX25519(key->span(), Span("short")).ok());
}

// RFC 8410's structures.
TEST(Curve25519Test, FormatsGoRound) {
  const std::string der = FromHex("302e020100300506032b657004220420" + std::string(kSeed));
  absl::StatusOr<base::Bytes> key = ImportCurve25519("Ed25519", KeyFormat::kPkcs8, Span(der));
  EXPECT_EQ(ToHex(key), std::string(kSeed) + std::string(kPublic));
  EXPECT_EQ(ExportCurve25519("Ed25519", KeyFormat::kPkcs8, key->span())->view(), der);
  EXPECT_EQ(ToHex(ExportCurve25519("Ed25519", KeyFormat::kSpki, Span(FromHex(kPublic)))),
            "302a300506032b6570032100" + std::string(kPublic));
  const base::Bytes other = *GenerateCurve25519("X25519");
  EXPECT_EQ(
      ToHex(ImportCurve25519("X25519", KeyFormat::kPkcs8,
                             ExportCurve25519("X25519", KeyFormat::kPkcs8, other.span())->span())),
      ToHex(other));
}

TEST(Curve25519Test, RefusesKeysThatAreNone) {
  const std::string der = FromHex("302e020100300506032b657004220420" + std::string(kSeed));
  EXPECT_FALSE(ImportCurve25519("X25519", KeyFormat::kPkcs8, Span(der)).ok());
  EXPECT_FALSE(ImportCurve25519("Ed25519", KeyFormat::kPkcs8, Span(der + "x")).ok());
  EXPECT_FALSE(
      ImportCurve25519("Ed25519", KeyFormat::kPkcs8, Span(der.substr(0, der.size() - 1))).ok());
  EXPECT_FALSE(ImportCurve25519("Ed25519", KeyFormat::kSpki, Span(der)).ok());
  EXPECT_FALSE(ImportCurve25519Private("Ed25519", Span("short")).ok());
  EXPECT_TRUE(absl::IsInvalidArgument(GenerateCurve25519("Ed448").status()));
}

}  // namespace
}  // namespace web
