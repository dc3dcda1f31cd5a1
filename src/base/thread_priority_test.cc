#include "src/base/thread_priority.h"

#include <thread>

#include "gtest/gtest.h"

namespace base {
namespace {

TEST(ThreadPriority, IdleAndBack) {
  std::thread([] {
    const pid_t self = ThreadId();
    EXPECT_FALSE(IsIdle(self));
    EXPECT_TRUE(SetIdle(self, true));
    EXPECT_TRUE(IsIdle(self));
    EXPECT_EQ(SetIdle(self, false), CanLeaveIdle());
    EXPECT_EQ(IsIdle(self), !CanLeaveIdle());
  }).join();
}

}  // namespace
}  // namespace base
