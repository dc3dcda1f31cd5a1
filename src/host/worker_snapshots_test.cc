#include "src/host/worker_snapshots.h"

#include "gtest/gtest.h"

namespace host {
namespace {

TEST(IsSnapshotWorthWhile, Table) {
  constexpr int64_t kMilli = 1'000'000;
  EXPECT_TRUE(IsSnapshotWorthWhile(20 * kMilli, 5 * kMilli));
  EXPECT_TRUE(IsSnapshotWorthWhile(20 * kMilli, 10 * kMilli));
  EXPECT_FALSE(IsSnapshotWorthWhile(20 * kMilli, 11 * kMilli));
  EXPECT_FALSE(IsSnapshotWorthWhile(20 * kMilli, 30 * kMilli));
}

}  // namespace
}  // namespace host
