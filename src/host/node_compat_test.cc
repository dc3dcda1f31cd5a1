#include "src/host/node_compat.h"

#include <gtest/gtest.h>

namespace host {
namespace {

using engine::NodeCompat;

TEST(NodeCompatTest, NothingWithoutAFlag) {
  EXPECT_EQ(NodeCompatOf("2026-01-01", {}), NodeCompat::kNone);
  EXPECT_EQ(NodeCompatOf("2026-01-01", {"global_navigator", "nodejs"}), NodeCompat::kNone);
}

TEST(NodeCompatTest, TheDateDecidesWhatTheFlagMeans) {
  EXPECT_EQ(NodeCompatOf("2024-09-22", {"nodejs_compat"}), NodeCompat::kModules);
  EXPECT_EQ(NodeCompatOf("2024-09-23", {"nodejs_compat"}), NodeCompat::kFull);
  EXPECT_EQ(NodeCompatOf("", {"nodejs_compat"}), NodeCompat::kFull);
  EXPECT_EQ(NodeCompatOf("2026-01-01", {"nodejs_compat", "no_nodejs_compat_v2"}),
            NodeCompat::kModules);
  EXPECT_EQ(NodeCompatOf("2023-01-01", {"nodejs_compat_v2"}), NodeCompat::kFull);
}

TEST(NodeCompatTest, AsyncContextAlone) {
  EXPECT_EQ(NodeCompatOf("2026-01-01", {"nodejs_als"}), NodeCompat::kAsyncContext);
  EXPECT_EQ(NodeCompatOf("2026-01-01", {"nodejs_als", "nodejs_compat"}), NodeCompat::kFull);
}

TEST(NodeCompatTest, KnowsNodesNames) {
  EXPECT_TRUE(IsNodeModule("fs"));
  EXPECT_TRUE(IsNodeModule("fs/promises"));
  EXPECT_FALSE(IsNodeModule("fsx"));
  EXPECT_FALSE(IsNodeModule("./fs"));
  EXPECT_FALSE(IsNodeModule(""));
}

}  // namespace
}  // namespace host
