#include "src/web/crypto/ml_kem.h"

#include <gcrypt.h>

#include "gtest/gtest.h"
#include "src/web/crypto/test_octets.h"

namespace web {
namespace {

// The vectors of the web-platform-tests are checked by tests/wpt.

constexpr std::string_view kNames[] = {"ML-KEM-512", "ML-KEM-768", "ML-KEM-1024"};

TEST(MlKemTest, BothHaveTheSecret) {
  for (const std::string_view name : kNames) {
    const base::Bytes key = *GenerateMlKem(name);
    const base::Bytes public_key = key.Slice(64);
    const base::Bytes both = *EncapsulateMlKem(name, public_key.span());
    const base::Bytes ciphertext = both.Slice(kMlKemSecretSize);
    const base::Bytes secret = both.Slice(0, kMlKemSecretSize);
    EXPECT_EQ(ToHex(DecapsulateMlKem(name, key.span(), ciphertext.span())), ToHex(secret)) << name;
    // One that was changed gives another secret, and no error.
    std::string changed(ciphertext.view());
    changed[0] ^= 1;
    absl::StatusOr<base::Bytes> other = DecapsulateMlKem(name, key.span(), Span(changed));
    ASSERT_TRUE(other.ok()) << other.status();
    EXPECT_NE(ToHex(other), ToHex(secret));
    EXPECT_FALSE(DecapsulateMlKem(name, key.span(), Span(changed.substr(1))).ok());
    EXPECT_FALSE(DecapsulateMlKem(name, public_key.span(), ciphertext.span()).ok());
    EXPECT_FALSE(EncapsulateMlKem(name, key.span()).ok());
  }
}

TEST(MlKemTest, FormatsGoRound) {
  for (const std::string_view name : kNames) {
    const base::Bytes key = *GenerateMlKem(name);
    const base::Bytes public_key = key.Slice(64);
    EXPECT_EQ(ToHex(ImportMlKemSeed(name, key.Slice(0, 64).span())), ToHex(key));
    const base::Bytes pkcs8 = *ExportMlKem(name, KeyFormat::kPkcs8, key.span());
    EXPECT_EQ(ToHex(ImportMlKem(name, KeyFormat::kPkcs8, pkcs8.span())), ToHex(key));
    const base::Bytes spki = *ExportMlKem(name, KeyFormat::kSpki, public_key.span());
    EXPECT_EQ(ToHex(ImportMlKem(name, KeyFormat::kSpki, spki.span())), ToHex(public_key));
    EXPECT_FALSE(ImportMlKem(name, KeyFormat::kSpki, pkcs8.span()).ok());
    for (size_t size = 0; size < pkcs8.size(); ++size) {
      EXPECT_FALSE(ImportMlKem(name, KeyFormat::kPkcs8, pkcs8.span().first(size)).ok());
    }
  }
}

std::string Der(char tag, std::string_view content) {
  const auto size = static_cast<unsigned>(content.size());
  return std::string({tag, '\x82', static_cast<char>(size >> 8), static_cast<char>(size)}) +
         std::string(content);
}

// A PrivateKeyInfo of ML-KEM-512 (RFC 9935).
std::string PrivateKeyInfo(std::string_view key) {
  return Der('\x30', FromHex("020100300b0609608648016503040401") + Der('\x04', key));
}

TEST(MlKemTest, ASeedMayHaveTheExpandedKeyBesideIt) {
  const base::Bytes key = *GenerateMlKem("ML-KEM-512");
  const std::string seed(key.Slice(0, 64).view());
  std::string expanded(GCRY_KEM_MLKEM512_SECKEY_LEN, '\0');
  std::string public_key(GCRY_KEM_MLKEM512_PUBKEY_LEN, '\0');
  ASSERT_EQ(gcry_kem_genkey(GCRY_KEM_MLKEM512, public_key.data(), public_key.size(),
                            expanded.data(), expanded.size(), seed.data(), seed.size()),
            0u);
  const std::string seed_item = FromHex("0440") + seed;
  const auto import = [](std::string_view inner) {
    return ImportMlKem("ML-KEM-512", KeyFormat::kPkcs8, Span(PrivateKeyInfo(inner)));
  };
  EXPECT_EQ(ToHex(import(Der('\x30', seed_item + Der('\x04', expanded)))), ToHex(key));
  expanded[0] ^= 1;
  EXPECT_FALSE(import(Der('\x30', seed_item + Der('\x04', expanded))).ok());
  EXPECT_FALSE(import(Der('\x30', seed_item + Der('\x04', expanded.substr(1)))).ok());
  EXPECT_FALSE(import(Der('\x30', seed_item)).ok());
  EXPECT_FALSE(import(Der('\x04', expanded)).ok());
  EXPECT_FALSE(import("").ok());
}

TEST(MlKemTest, RefusesKeysThatAreNone) {
  EXPECT_FALSE(ImportMlKemSeed("ML-KEM-512", Span(std::string(63, 'x'))).ok());
  EXPECT_FALSE(ImportMlKemPublic("ML-KEM-512", Span(std::string(799, 'x'))).ok());
  // Numbers of 4095.
  EXPECT_FALSE(ImportMlKemPublic("ML-KEM-512", Span(std::string(800, '\xff'))).ok());
  EXPECT_TRUE(absl::IsInvalidArgument(GenerateMlKem("ML-KEM-256").status()));
}

}  // namespace
}  // namespace web
