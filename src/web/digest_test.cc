#include "src/web/digest.h"

#include <string>
#include <string_view>

#include "absl/strings/escaping.h"
#include "gtest/gtest.h"

namespace web {
namespace {

std::string HexDigest(std::string_view name, std::string_view input) {
  absl::StatusOr<base::Bytes> digest =
      Digest(name, {reinterpret_cast<const uint8_t*>(input.data()), input.size()});
  if (!digest.ok()) return digest.status().ToString();
  return absl::BytesToHexString(digest->view());
}

// FIPS 180-4's examples and RFC 1321's test suite.
TEST(DigestTest, KnownAnswersForAbc) {
  EXPECT_EQ(HexDigest("SHA-1", "abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(HexDigest("SHA-256", "abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(HexDigest("SHA-384", "abc"),
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
            "8086072ba1e7cc2358baeca134c825a7");
  EXPECT_EQ(HexDigest("SHA-512", "abc"),
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
  EXPECT_EQ(HexDigest("MD5", "abc"), "900150983cd24fb0d6963f7d28e17f72");
}

TEST(DigestTest, KnownAnswersForTheEmptyInput) {
  EXPECT_EQ(HexDigest("SHA-1", ""), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  EXPECT_EQ(HexDigest("SHA-256", ""),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(HexDigest("MD5", ""), "d41d8cd98f00b204e9800998ecf8427e");
}

TEST(DigestTest, KnownAnswerAcrossManyBlocks) {
  EXPECT_EQ(HexDigest("SHA-256", std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(DigestTest, RefusesOtherNames) {
  for (std::string_view name : {"", "sha-256", "SHA-224", "SHA256"}) {
    absl::StatusOr<base::Bytes> digest = Digest(name, {});
    EXPECT_TRUE(absl::IsInvalidArgument(digest.status())) << name;
  }
}

}  // namespace
}  // namespace web
