#include "src/web/crypto/curve448.h"

#include <atomic>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "src/web/crypto/test_octets.h"

namespace web {
namespace {

// RFC 8032, section 7.4: the second and third vector.
constexpr std::string_view kSeed =
    "c4eab05d357007c632f3dbb48489924d552b08fe0c353a0d4a1f00acda2c463afbea67c5e8d2877c5e3bc397a65994"
    "9ef8021e954e0a12274e";
constexpr std::string_view kPublic =
    "43ba28f430cdff456ae531545f7ecd0ac834a55d9358c0372bfa0c6c6798c0866aea01eb00742802b8438ea4cb8216"
    "9c235160627b4c3a9480";
constexpr std::string_view kSignature =
    "26b8f91727bd62897af15e41eb43c377efb9c610d48f2335cb0bd0087810f4352541b143c4b981b7e18f62de8ccdf6"
    "33fc1bf037ab7cd779805e0dbcc0aae1cbcee1afb2e027df36bc04dcecbf154336c19f0af7e0a6472905e799f1953d"
    "2a0ff3348ab21aa4adafd1d234441cf807c03a00";
constexpr std::string_view kSignatureOfFoo =
    "d4f8f6131770dd46f40867d6fd5d5055de43541f8c5e35abbcd001b32a89f7d2151f7647f11d8ca2ae279fb842d607"
    "217fce6e042f6815ea000c85741de5c8da1144a6a1aba7f96de42505d7a7298524fda538fccbbb754f578c1cad10d5"
    "4d0d5428407e85dcbc98a49155c13764e66c3c00";

TEST(Curve448Test, Ed448KnownAnswers) {
  absl::StatusOr<base::Bytes> key = ImportCurve448Private("Ed448", Span(FromHex(kSeed)));
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(ToHex(key), std::string(kSeed) + std::string(kPublic));
  EXPECT_EQ(ToHex(SignEd448(key->span(), {}, Span("\x03"))), kSignature);
  EXPECT_EQ(ToHex(SignEd448(key->span(), Span("foo"), Span("\x03"))), kSignatureOfFoo);
  const std::string public_key = FromHex(kPublic);
  const std::string signature = FromHex(kSignature);
  EXPECT_TRUE(*VerifyEd448(Span(public_key), {}, Span(signature), Span("\x03")));
  EXPECT_FALSE(*VerifyEd448(Span(public_key), Span("foo"), Span(signature), Span("\x03")));
  EXPECT_FALSE(*VerifyEd448(Span(public_key), {}, Span(signature), {}));
  EXPECT_FALSE(*VerifyEd448(Span(public_key), {}, Span(signature.substr(1)), Span("\x03")));
  EXPECT_FALSE(VerifyEd448(Span("short"), {}, Span(signature), {}).ok());
}

// RFC 8032, section 7.4: the first vector, of nothing.
TEST(Curve448Test, SignsNothingAndMuch) {
  absl::StatusOr<base::Bytes> key = ImportCurve448Private(
      "Ed448", Span(FromHex("6c82a562cb808d10d632be89c8513ebf6c929f34ddfa8c9f63c9960ef6e348a3528c8a"
                            "3fcc2f044e39a3fc5b94492f8f032e7549a20098f95b")));
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(ToHex(SignEd448(key->span(), {}, {})).substr(0, 32),
            "533a37f6bbe457251f023c0d88f976ae");
  const base::Bytes public_key = key->Slice(57);
  for (const size_t size : {size_t{0}, size_t{64'000}}) {
    const std::string data(size, 'x');
    absl::StatusOr<base::Bytes> signature =
        SignEd448(key->span(), Span(std::string(255, 'c')), Span(data));
    ASSERT_TRUE(signature.ok()) << signature.status();
    EXPECT_TRUE(*VerifyEd448(public_key.span(), Span(std::string(255, 'c')), signature->span(),
                             Span(data)));
  }
  for (const size_t size : {64'001, 65'520, 65'535, 65'536, 200'000}) {
    const std::string data(size, 'x');
    EXPECT_FALSE(SignEd448(key->span(), {}, Span(data)).ok());
    EXPECT_FALSE(VerifyEd448(public_key.span(), {}, Span(std::string(114, 's')), Span(data)).ok());
  }
  EXPECT_FALSE(SignEd448(key->span(), Span(std::string(256, 'c')), {}).ok());
  EXPECT_FALSE(SignEd448(key->span().first(113), {}, {}).ok());
}

// Libgcrypt knows numbers, in which leading zeros are lost. The public keys are as OpenSSL has
// them.
TEST(Curve448Test, PrivateKeysMayBeginAndEndWithZeros) {
  const auto public_of = [](size_t zero) {
    std::string seed = FromHex(kSeed);
    seed[zero] = '\0';
    return ToHex(ImportCurve448Private("Ed448", Span(seed))->Slice(57));
  };
  EXPECT_EQ(
      public_of(0),
      "d46863fbed01f879e3ddcd29921b2d9aa9fe475ca2e805f939dc4c7ab340adc0983ab7e4929af04e6ad0335942"
      "d712e04693e34be924b28380");
  EXPECT_EQ(
      public_of(56),
      "b84afc7934411696efa457c28f6359c228a349fd9b8caf8751fa5a11342b8898b4cbd8e57d48959f25caee9c8d"
      "999bc3cc8433bb999d087800");
}

// S + L (RFC 8032, section 5.2.7): another signature of the same, if it were taken.
TEST(Curve448Test, SignaturesAreReduced) {
  const std::string public_key = FromHex(kPublic);
  std::string signature = FromHex(kSignature);
  const std::string order = FromHex(
      "f34458ab92c27823558fc58d72c26c219036d6ae49db4ec4e923ca7cffffffffffffffffffffffffffffffffffff"
      "ff"
      "ffffffffffffffff3f00");
  unsigned carry = 0;
  for (size_t i = 0; i < order.size(); ++i) {
    carry += static_cast<uint8_t>(signature[57 + i]) + static_cast<uint8_t>(order[i]);
    signature[57 + i] = static_cast<char>(carry);
    carry >>= 8;
  }
  EXPECT_FALSE(*VerifyEd448(Span(public_key), {}, Span(signature), Span("\x03")));
}

// Libgcrypt is made ready by whichever comes first.
TEST(Curve448Test, AnyThreadMaySign) {
  const std::string public_key = FromHex(kPublic);
  std::vector<std::thread> threads;
  std::atomic<int> verified = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      const base::Bytes key = *ImportCurve448Private("Ed448", Span(FromHex(kSeed)));
      const base::Bytes signature = *SignEd448(key.span(), {}, Span("x"));
      if (*VerifyEd448(Span(public_key), {}, signature.span(), Span("x"))) ++verified;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(verified, 4);
}

TEST(Curve448Test, PointsOfSmallOrderVerifyNothing) {
  // The neutral element as key and R, and S = 0: the equation holds for every message.
  const std::string neutral = std::string("\x01", 1) + std::string(56, '\0');
  EXPECT_FALSE(*VerifyEd448(Span(neutral), {}, Span(neutral + std::string(57, '\0')), Span("x")));
  // No point at all.
  const std::string none(57, '\xff');
  EXPECT_FALSE(*VerifyEd448(Span(none), {}, Span(std::string(114, '\x01')), Span("x")));
}

// RFC 7748, sections 5.2 and 6.2.
TEST(Curve448Test, X448KnownAnswers) {
  absl::StatusOr<base::Bytes> key = ImportCurve448Private(
      "X448",
      Span(FromHex("3d262fddf9ec8e88495266fea19a34d28882acef045104d0d1aae121700a779c984c24f8"
                   "cdd78fbff44943eba368f54b29259a4f1c600ad3")));
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(
      ToHex(DeriveX448(
          key->span(),
          Span(FromHex("06fce640fa3487bfda5f6cf2d5263f8aad88334cbd07437f020f08f9814dc031ddbdc3"
                       "8c19c6da2583fa5429db94ada18aa7a7fb4ef8a086")))),
      "ce3e4ff95a60dc6697da1db1d85e6afbdf79b50a2412d7546d5f239fe14fbaadeb445fc66a01b0779d98223961"
      "111e21766282f73dd96b6f");
  EXPECT_EQ(
      ToHex(ImportCurve448Private(
                "X448", Span(FromHex("9a8f4925d1519f5775cf46b04b5800d4ee9ee8bae8bc5565d498c28d"
                                     "d9c9baf574a9419744897391006382a6f127ab1d9ac2d8c0a598726b")))
                ->Slice(56)),
      "9b08f7cc31b7e3e67d22d5aea121074a273bd2b83de09c63faa73d2c22c5d9bbc836647241d953d40c5b12da88"
      "120d53177f80e532c41fa0");
  EXPECT_FALSE(DeriveX448(key->span(), Span(std::string(56, '\0'))).ok());
  EXPECT_FALSE(DeriveX448(key->span(), Span("short")).ok());
}

// RFC 8410's structures.
TEST(Curve448Test, FormatsGoRound) {
  const std::string der = FromHex("3047020100300506032b6571043b0439" + std::string(kSeed));
  absl::StatusOr<base::Bytes> key = ImportCurve448("Ed448", KeyFormat::kPkcs8, Span(der));
  EXPECT_EQ(ToHex(key), std::string(kSeed) + std::string(kPublic));
  EXPECT_EQ(ExportCurve448("Ed448", KeyFormat::kPkcs8, key->span())->view(), der);
  const base::Bytes spki = *ExportCurve448("Ed448", KeyFormat::kSpki, Span(FromHex(kPublic)));
  EXPECT_EQ(ToHex(spki), "3043300506032b6571033a00" + std::string(kPublic));
  EXPECT_EQ(ToHex(ImportCurve448("Ed448", KeyFormat::kSpki, spki.span())), kPublic);
  const base::Bytes other = *GenerateCurve448("X448");
  EXPECT_EQ(ToHex(ImportCurve448("X448", KeyFormat::kPkcs8,
                                 ExportCurve448("X448", KeyFormat::kPkcs8, other.span())->span())),
            ToHex(other));
}

TEST(Curve448Test, RefusesKeysThatAreNone) {
  const std::string der = FromHex("3047020100300506032b6571043b0439" + std::string(kSeed));
  for (size_t size = 0; size < der.size(); ++size) {
    EXPECT_FALSE(ImportCurve448("Ed448", KeyFormat::kPkcs8, Span(der.substr(0, size))).ok());
  }
  EXPECT_FALSE(ImportCurve448("X448", KeyFormat::kPkcs8, Span(der)).ok());
  EXPECT_FALSE(ImportCurve448("Ed448", KeyFormat::kPkcs8, Span(der + "x")).ok());
  EXPECT_FALSE(ImportCurve448("Ed448", KeyFormat::kSpki, Span(der)).ok());
  EXPECT_FALSE(ImportCurve448Private("Ed448", Span("short")).ok());
  EXPECT_FALSE(ExportCurve448("Ed448", KeyFormat::kSpki, Span("short")).ok());
  EXPECT_TRUE(absl::IsInvalidArgument(GenerateCurve448("Ed25519").status()));
}

}  // namespace
}  // namespace web
