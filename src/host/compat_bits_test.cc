#include "src/host/compat_bits.h"

#include <gtest/gtest.h>

namespace host {
namespace {

TEST(CompatBitsTest, TheDateDecides) {
  EXPECT_EQ(CompatBitsOf("2026-03-16", {}), 0u);
  EXPECT_EQ(CompatBitsOf("2026-03-17", {}), kCompatBlobMessages);
  EXPECT_EQ(CompatBitsOf("", {}), kCompatBlobMessages);
}

TEST(CompatBitsTest, UnlessAFlagDoes) {
  EXPECT_EQ(CompatBitsOf("2020-01-01", {"x", "websocket_standard_binary_type"}),
            kCompatBlobMessages);
  EXPECT_EQ(CompatBitsOf("2026-11-01", {"no_websocket_standard_binary_type"}), 0u);
}

}  // namespace
}  // namespace host
