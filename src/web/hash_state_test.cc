#include "src/web/hash_state.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/escaping.h"

namespace web {
namespace {

std::span<const uint8_t> Octets(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

std::string Hex(const absl::StatusOr<base::Bytes>& bytes) {
  return bytes.ok() ? absl::BytesToHexString(bytes->view()) : std::string(bytes.status().message());
}

std::vector<uint8_t> Copy(const base::Bytes& bytes) {
  return {bytes.span().begin(), bytes.span().end()};
}

TEST(HashState, HashesInPieces) {
  std::vector<uint8_t> state = Copy(*StartHash("sha256"));
  ASSERT_TRUE(UpdateHash(state, Octets("a")).ok());
  const std::vector<uint8_t> copy = state;
  ASSERT_TRUE(UpdateHash(state, Octets("bc")).ok());
  EXPECT_EQ(Hex(FinishHash(state)),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Hex(FinishHash(copy)),
            "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb");
  EXPECT_EQ(Hex(FinishHash(Copy(*StartHash("md5")))), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(Hex(FinishHash(Copy(*StartHash("sha1")))), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
}

TEST(HashState, Hmac) {  // RFC 4231, test case 2
  std::vector<uint8_t> state = Copy(*StartHmac("sha256", Octets("Jefe")));
  ASSERT_TRUE(UpdateHash(state, Octets("what do ya want ")).ok());
  ASSERT_TRUE(UpdateHash(state, Octets("for nothing?")).ok());
  EXPECT_EQ(Hex(FinishHash(state)),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(HashState, RefusesWhatIsNoState) {
  EXPECT_FALSE(StartHash("sha3").ok());
  std::vector<uint8_t> state = Copy(*StartHash("sha512"));
  std::vector<uint8_t> other(state.size(), 0xff);
  EXPECT_FALSE(UpdateHash(other, Octets("a")).ok());
  EXPECT_FALSE(FinishHash(std::span(state).first(state.size() - 1)).ok());
  // Whatever the octets are, nothing but the digest is wrong.
  for (size_t i = 0; i < state.size(); ++i) {
    std::vector<uint8_t> broken = state;
    broken[i] ^= 0xff;
    if (UpdateHash(broken, std::vector<uint8_t>(300)).ok()) (void)FinishHash(broken).ok();
  }
}

TEST(HashState, Pbkdf2) {  // RFC 6070's parameters with SHA-256: the second and third iteration
  std::vector<uint8_t> state = Copy(*StartHmac("sha256", Octets("password")));
  std::vector<uint8_t> first = state;
  ASSERT_TRUE(UpdateHash(first, Octets(std::string_view("salt\0\0\0\1", 8))).ok());
  std::vector<uint8_t> u = Copy(*FinishHash(first));
  std::vector<uint8_t> sum = u;
  ASSERT_TRUE(IteratePbkdf2(state, u, sum, 1).ok());
  EXPECT_EQ(absl::BytesToHexString(std::string(sum.begin(), sum.end())),
            "ae4d0c95af6b46d32d0adff928f06dd02a303f8ef3c251dfd6e2d85a95474c43");
  EXPECT_FALSE(IteratePbkdf2(state, std::span(u).first(3), sum, 1).ok());
}

}  // namespace
}  // namespace web
