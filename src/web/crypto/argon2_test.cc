#include "src/web/crypto/argon2.h"

#include "gtest/gtest.h"
#include "src/web/crypto/test_octets.h"

namespace web {
namespace {

class Argon2Test : public testing::Test {
 protected:
  // RFC 9106, section 5.
  Argon2Input Input(std::string_view name) const {
    return {name,
            Span(password_),
            Span(salt_),
            Span(secret_),
            Span(associated_data_),
            /*memory=*/32,
            /*passes=*/3,
            4,
            32};
  }

  const std::string password_ = std::string(32, 1);
  const std::string salt_ = std::string(16, 2);
  const std::string secret_ = std::string(8, 3);
  const std::string associated_data_ = std::string(12, 4);
};

TEST_F(Argon2Test, KnownAnswers) {
  EXPECT_EQ(ToHex(Argon2(Input("Argon2d"))),
            "512b391b6f1162975371d30919734294f868e3be3984f3c1a13a4db9fabe4acb");
  EXPECT_EQ(ToHex(Argon2(Input("Argon2i"))),
            "c814d9d1dc7f37aa13f0d77f2494bda1c8de6b016dd388d29952a4c4672b6ce8");
  EXPECT_EQ(ToHex(Argon2(Input("Argon2id"))),
            "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
}

TEST_F(Argon2Test, RefusesWhatIsOutOfBounds) {
  const auto refused = [&](auto change) {
    Argon2Input input = Input("Argon2id");
    change(input);
    return absl::IsFailedPrecondition(Argon2(input).status());
  };
  EXPECT_TRUE(refused([](Argon2Input& input) { input.memory = kMaxArgon2Memory + 1; }));
  EXPECT_TRUE(refused([](Argon2Input& input) { input.memory = UINT32_MAX; }));
  EXPECT_TRUE(refused([](Argon2Input& input) { input.memory = 31; }));
  EXPECT_TRUE(refused([](Argon2Input& input) { input.memory = 0; }));
  EXPECT_TRUE(refused([](Argon2Input& input) { input.passes = 0; }));
  EXPECT_TRUE(refused([](Argon2Input& input) { input.passes = UINT32_MAX; }));
  EXPECT_TRUE(refused([](Argon2Input& input) { input.parallelism = 0; }));
  EXPECT_TRUE(refused([](Argon2Input& input) { input.parallelism = UINT32_MAX; }));
  EXPECT_TRUE(refused([](Argon2Input& input) { input.salt = input.salt.first(7); }));
  EXPECT_TRUE(refused([](Argon2Input& input) { input.size = 3; }));
  EXPECT_TRUE(refused([](Argon2Input& input) { input.size = kMaxArgon2Result + 1; }));
  EXPECT_TRUE(absl::IsInvalidArgument(Argon2(Input("Argon2")).status()));
}

TEST_F(Argon2Test, NothingMayBeEmpty) {
  Argon2Input input = Input("Argon2id");
  input.password = input.secret = input.associated_data = {};
  EXPECT_EQ(Argon2(input)->size(), 32u);
}

}  // namespace
}  // namespace web
