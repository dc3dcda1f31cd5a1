#include "src/base/thread_priority.h"

#include <sys/resource.h>

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

TEST(ThreadPriority, HeldBack) {
  const int before = getpriority(PRIO_PROCESS, 0);
  std::thread([] {
    HoldBack(ThreadId());
    EXPECT_GE(getpriority(PRIO_PROCESS, 0), 10);
    EXPECT_FALSE(IsIdle(ThreadId()));
  }).join();
  EXPECT_EQ(getpriority(PRIO_PROCESS, 0), before) << "it is the thread's alone";
}

}  // namespace
}  // namespace base
