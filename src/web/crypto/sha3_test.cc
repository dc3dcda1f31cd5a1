#include "src/web/crypto/sha3.h"

#include "gtest/gtest.h"
#include "src/web/crypto/test_octets.h"

namespace web {
namespace {

constexpr std::string_view kFour("\x00\x01\x02\x03", 4);

// The octets 0 to 250, again and again (RFC 9861, section 5).
std::string Pattern(size_t size) {
  std::string octets(size, '\0');
  for (size_t i = 0; i < size; ++i) octets[i] = static_cast<char>(i % 251);
  return octets;
}

std::string Hash(std::string_view name, std::string_view data) {
  Sha3Input input;
  input.name = name;
  input.data = Span(data);
  return ToHex(RunSha3(input));
}

// FIPS 202's examples.
TEST(Sha3Test, Sha3) {
  EXPECT_EQ(Hash("SHA3-256", ""),
            "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a");
  EXPECT_EQ(Hash("SHA3-256", "abc"),
            "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532");
  EXPECT_EQ(Hash("SHA3-384", "abc"),
            "ec01498288516fc926459f58e2c6ad8df9b473cb0fc08c2596da7cf0e49be4b298d88cea927ac7f539f1ed"
            "f228376d25");
  EXPECT_EQ(Hash("SHA3-512", "abc"),
            "b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e10e116e9192af3c91a7ec5"
            "7647e3934057340b4cf408d5a56592f8274eec53f0");
  // 200 times 0xa3: more than a block.
  EXPECT_EQ(Hash("SHA3-256", std::string(200, '\xa3')),
            "79f38adec5c20307a98ef76e8324afbfd46cfd81b22e3973c65fa1bd9de31787");
}

// SP 800-185's sample 1, and the same function without a customization, which is SHAKE128.
TEST(Sha3Test, CustomShake) {
  Sha3Input input;
  input.name = "cSHAKE128";
  input.data = Span(kFour);
  input.customization = Span("Email Signature");
  input.size = 32;
  EXPECT_EQ(ToHex(RunSha3(input)),
            "c1c36925b6409a04f1b504fcbca9d82b4017277cb5ed2b2065fc1d3814d5aaf5");
  EXPECT_EQ(ToHex(RunSha3({.name = "cSHAKE128", .size = 32})),
            "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26");
  EXPECT_EQ(RunSha3({.name = "cSHAKE256"})->size(), 0u);
}

// SP 800-185's samples 1 and 2.
TEST(Sha3Test, Kmac) {
  const std::string key =
      FromHex("404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f");
  Sha3Input input;
  input.name = "KMAC128";
  input.key = Span(key);
  input.data = Span(kFour);
  input.size = 32;
  EXPECT_EQ(ToHex(RunSha3(input)),
            "e5780b0d3ea6f7d3a429c5706aa43a00fadbd7d49628839e3187243f456ee14e");
  input.customization = Span("My Tagged Application");
  EXPECT_EQ(ToHex(RunSha3(input)),
            "3b1fba963cd8b0b59e8c1a6d71888b7143651af8ba0a7070c0979e2811324aa5");
}

// RFC 9861, section 5.
TEST(Sha3Test, TurboShake) {
  EXPECT_EQ(ToHex(RunSha3({.name = "TurboSHAKE128", .domain = 0x1f, .size = 32})),
            "1e415f1c5983aff2169217277d17bb538cd945a397ddec541f1ce41af2c1b74c");
  const std::string data = Pattern(17 * 17);
  EXPECT_EQ(
      ToHex(RunSha3({.name = "TurboSHAKE128", .domain = 0x1f, .size = 32, .data = Span(data)})),
      "96c77c279e0126f7fc07c9b07f5cdae1e0be60bdbe10620040e75d7223a624d2");
  const base::Bytes much = *RunSha3({.name = "TurboSHAKE128", .domain = 0x1f, .size = 10032});
  EXPECT_EQ(ToHex(much.Slice(10000)),
            "a3b9b0385900ce761f22aed548e754da10a5242d62e8c658e3f3a923a7555607");
  for (const uint32_t domain : {0U, 0x80U, 0x11fU}) {
    EXPECT_FALSE(RunSha3({.name = "TurboSHAKE256", .domain = domain, .size = 1}).ok());
  }
}

// RFC 9861, section 5: one node, exactly one chunk, one octet more, and several leaves.
TEST(Sha3Test, KangarooTwelve) {
  const auto run = [](const std::string& data, const std::string& customization) {
    return ToHex(RunSha3(
        {.name = "KT128", .customization = Span(customization), .size = 32, .data = Span(data)}));
  };
  EXPECT_EQ(run("", ""), "1ac2d450fc3b4205d19da7bfca1b37513c0803577ac7167f06fe2ce1f0ef39e5");
  EXPECT_EQ(run(Pattern(8191), ""),
            "1b577636f723643e990cc7d6a659837436fd6a103626600eb8301cd1dbe553d6");
  EXPECT_EQ(run(Pattern(8192), ""),
            "48f256f6772f9edfb6a8b661ec92dc93b95ebd05a08a17b39ae3490870c926c3");
  EXPECT_EQ(run(Pattern(8192), Pattern(8189)),
            "3ed12f70fb05ddb58689510ab3e4d23c6c6033849aa01e1d8c220a297fedcd0b");
  EXPECT_EQ(run(Pattern(17 * 17 * 17 * 17), ""),
            "8701045e22205345ff4dda05555cbb5c3af1a771c2b89baef37db43d9998b9fe");
}

TEST(Sha3Test, RefusesTooMuchAndOtherNames) {
  EXPECT_FALSE(RunSha3({.name = "cSHAKE128", .size = kMaxSha3Output + 1}).ok());
  EXPECT_TRUE(absl::IsInvalidArgument(RunSha3({.name = "SHA3-1"}).status()));
}

}  // namespace
}  // namespace web
