#include "src/web/crypto/cipher.h"

#include "gtest/gtest.h"
#include "src/web/crypto/test_octets.h"

namespace web {
namespace {

struct Input {
  std::string_view name;
  std::string key;
  std::string iv;
  std::string additional_data;
  uint32_t bits = 0;
};

std::string Crypt(const Input& input, std::string_view data, bool encrypt) {
  const CipherInput cipher = {input.name,     Span(input.key),
                              Span(input.iv), Span(input.additional_data),
                              input.bits,     Span(data)};
  return ToHex(encrypt ? Encrypt(cipher) : Decrypt(cipher));
}

void ExpectBothWays(const Input& input, std::string_view plain_hex, std::string_view cipher_hex) {
  EXPECT_EQ(Crypt(input, FromHex(plain_hex), true), cipher_hex);
  EXPECT_EQ(Crypt(input, FromHex(cipher_hex), false), plain_hex);
}

// NIST SP 800-38A, F.2.1 and F.5.1: the first blocks.
TEST(CipherTest, CbcAddsABlockOfPadding) {
  const Input input = {"AES-CBC", FromHex("2b7e151628aed2a6abf7158809cf4f3c"),
                       FromHex("000102030405060708090a0b0c0d0e0f"), "", 0};
  ExpectBothWays(input, "6bc1bee22e409f96e93d7e117393172a",
                 "7649abac8119b246cee98e9b12e9197d8964e0b149c10b7b682e6e39aaeb731c");
  EXPECT_NE(Crypt(input, FromHex("7649abac8119b246cee98e9b12e9197d"), false).find("decrypt"),
            std::string::npos);
}

TEST(CipherTest, CtrKnownAnswer) {
  const Input input = {"AES-CTR", FromHex("2b7e151628aed2a6abf7158809cf4f3c"),
                       FromHex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"), "", 64};
  ExpectBothWays(input, "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51",
                 "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff");
}

TEST(CipherTest, TheCounterOfCtrComesRoundWithinItsBits) {
  const std::string key = FromHex("2b7e151628aed2a6abf7158809cf4f3c");
  const std::string zeros(48, '\0');
  // With 8 bits, what follows fe are ff and 00.
  const Input around = {"AES-CTR", key, FromHex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfefe"), "", 8};
  const Input start = {"AES-CTR", key, FromHex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfe00"), "", 8};
  EXPECT_EQ(Crypt(around, zeros, true).substr(64), Crypt(start, zeros, true).substr(0, 32));
  // With 128 bits it carries.
  const Input carries = {"AES-CTR", key, FromHex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfefe"), "", 128};
  EXPECT_NE(Crypt(carries, zeros, true).substr(64), Crypt(start, zeros, true).substr(0, 32));
  const Input all = {"AES-CTR", key, std::string(16, '\xff'), "", 128};
  const Input none = {"AES-CTR", key, std::string(16, '\0'), "", 128};
  EXPECT_EQ(Crypt(all, zeros, true).substr(32), Crypt(none, zeros, true).substr(0, 64));
}

TEST(CipherTest, CtrDoesNotUseABlockTwice) {
  Input input = {"AES-CTR", std::string(16, 'k'), std::string(16, 'c'), "", 1};
  EXPECT_EQ(Crypt(input, std::string(32, 'x'), true).size(), 64u);
  EXPECT_NE(Crypt(input, std::string(33, 'x'), true).find("3 blocks"), std::string::npos);
  input.bits = 0;
  EXPECT_NE(Crypt(input, "x", true).find("0 bits"), std::string::npos);
  input.bits = 129;
  EXPECT_NE(Crypt(input, "x", true).find("129 bits"), std::string::npos);
}

// The GCM specification's test case 2.
TEST(CipherTest, GcmKnownAnswer) {
  Input input = {"AES-GCM", std::string(16, '\0'), std::string(12, '\0'), "", 128};
  ExpectBothWays(input, "00000000000000000000000000000000",
                 "0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf");
  input.bits = 96;
  ExpectBothWays(input, "00000000000000000000000000000000",
                 "0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b2");
  input.additional_data = "other";
  EXPECT_NE(Crypt(input, FromHex("0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b2"), false)
                .find("could not be decrypted"),
            std::string::npos);
  EXPECT_NE(Crypt(input, "short", false).find("could not be decrypted"), std::string::npos);
}

// RFC 7253, appendix A.
TEST(CipherTest, OcbKnownAnswers) {
  Input input = {"AES-OCB", FromHex("000102030405060708090a0b0c0d0e0f"),
                 FromHex("bbaa99887766554433221101"), FromHex("0001020304050607"), 128};
  ExpectBothWays(input, "0001020304050607", "6820b3657b6f615a5725bda0d3b4eb3a257c9af1f8f03009");
  input.iv = FromHex("bbaa99887766554433221100");
  input.additional_data = "";
  ExpectBothWays(input, "", "785407bfffc8ad9edcc5520ac9111ee6");
  const std::string sealed = FromHex("785407bfffc8ad9edcc5520ac9111ee6");
  input.additional_data = "other";
  EXPECT_NE(Crypt(input, sealed, false).find("could not be decrypted"), std::string::npos);
  EXPECT_NE(Crypt(input, "short", false).find("the tag alone has 16"), std::string::npos);
  input.bits = 120;
  EXPECT_NE(Crypt(input, sealed, false).find("120 bits"), std::string::npos);
  input.bits = 64;
  for (const size_t size : {0, 7, 16}) {
    input.iv = std::string(size, 'i');
    EXPECT_NE(Crypt(input, sealed, true).find("initialization vector"), std::string::npos);
  }
}

// RFC 8439, section 2.8.2.
TEST(CipherTest, ChaCha20Poly1305KnownAnswer) {
  const Input input = {"ChaCha20-Poly1305",
                       FromHex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"),
                       FromHex("070000004041424344454647"), FromHex("50515253c0c1c2c3c4c5c6c7"),
                       128};
  const std::string_view text =
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
      "sunscreen would be it.";
  const std::string sealed = Crypt(input, text, true);
  EXPECT_EQ(sealed.substr(0, 32), "d31a8d34648e60db7b86afbc53ef7ec2");
  EXPECT_EQ(sealed.substr(sealed.size() - 32), "1ae10b594f09e26a7e902ecbd0600691");
  EXPECT_EQ(FromHex(Crypt(input, FromHex(sealed), false)), text);
}

// RFC 3394, section 4.1.
TEST(CipherTest, KeyWrapKnownAnswer) {
  const Input input = {"AES-KW", FromHex("000102030405060708090A0B0C0D0E0F"), "", "", 0};
  ExpectBothWays(input, "00112233445566778899aabbccddeeff",
                 "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5");
  EXPECT_NE(Crypt(input, "123456789", true).find("multiple of 8"), std::string::npos);
  EXPECT_NE(Crypt(input, std::string(24, 'x'), false).find("unwrapped"), std::string::npos);
  EXPECT_NE(Crypt(input, "", false).find("unwrapped"), std::string::npos);
  EXPECT_NE(Crypt(input, "12345678", true).find("wrapped"), std::string::npos);
}

TEST(CipherTest, RefusesWhatHasAWrongSize) {
  for (std::string_view name :
       {"AES-CBC", "AES-CTR", "AES-GCM", "AES-OCB", "AES-KW", "ChaCha20-Poly1305"}) {
    const Input no_key = {name, "", std::string(16, 'i'), "", 64};
    EXPECT_EQ(Crypt(no_key, std::string(16, 'x'), true).find("FAILED_PRECONDITION"), 0u) << name;
    const Input long_key = {name, std::string(33, 'k'), std::string(16, 'i'), "", 64};
    EXPECT_EQ(Crypt(long_key, std::string(16, 'x'), true).find("FAILED_PRECONDITION"), 0u) << name;
  }
  for (std::string_view name : {"AES-CBC", "AES-CTR", "AES-GCM"}) {
    const Input no_iv = {name, std::string(16, 'k'), "", "", 64};
    EXPECT_EQ(Crypt(no_iv, "x", true).find("FAILED_PRECONDITION"), 0u) << name;
  }
  EXPECT_EQ(Crypt({"AES-ECB", std::string(16, 'k'), "", "", 0}, "x", true).find("INVALID_ARGUMENT"),
            0u);
}

}  // namespace
}  // namespace web
