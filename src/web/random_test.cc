#include "src/web/random.h"

#include <array>

#include "gtest/gtest.h"

namespace web {
namespace {

TEST(RandomTest, FillsAllOfItAndNothingElse) {
  // Each octet stays 0 in all of 64 rounds with probability 2^-512.
  std::array<uint8_t, 18> seen{};
  for (int round = 0; round < 64; ++round) {
    std::array<uint8_t, 18> buffer{};
    FillRandom(std::span(buffer).subspan(1, 16));
    for (size_t i = 0; i < buffer.size(); ++i) seen[i] |= buffer[i];
  }
  EXPECT_EQ(seen.front(), 0);
  EXPECT_EQ(seen.back(), 0);
  for (size_t i = 1; i < 17; ++i) EXPECT_NE(seen[i], 0) << i;
}

TEST(UuidTest, SetsVersionAndVariant) {
  std::array<uint8_t, 16> zeros{};
  EXPECT_EQ(FormatUuid(zeros), "00000000-0000-4000-8000-000000000000");
  std::array<uint8_t, 16> ones;
  ones.fill(0xff);
  EXPECT_EQ(FormatUuid(ones), "ffffffff-ffff-4fff-bfff-ffffffffffff");
  std::array<uint8_t, 16> counting;
  for (uint8_t i = 0; i < 16; ++i) counting[i] = i * 17;
  EXPECT_EQ(FormatUuid(counting), "00112233-4455-4677-8899-aabbccddeeff");
}

}  // namespace
}  // namespace web
