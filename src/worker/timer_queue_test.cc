#include "src/worker/timer_queue.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace worker {
namespace {

using ::testing::ElementsAre;
using Due = TimerQueue::Due;

TEST(TimerQueue, GivesTimersInTheOrderInWhichTheyAreDue) {
  TimerQueue timers;
  timers.Start(1, 10, 300);
  timers.Start(1, 11, 100);
  timers.Start(2, 12, 100);
  timers.Start(2, 13, 200);
  EXPECT_EQ(timers.NextNanos(), 100);
  EXPECT_THAT(timers.TakeDue(99), ElementsAre());
  EXPECT_THAT(timers.TakeDue(250), ElementsAre(Due{1, 11}, Due{2, 12}, Due{2, 13}));
  EXPECT_EQ(timers.NextNanos(), 300);
  EXPECT_THAT(timers.TakeDue(300), ElementsAre(Due{1, 10}));
  EXPECT_EQ(timers.NextNanos(), std::nullopt);
  EXPECT_TRUE(timers.empty());
}

TEST(TimerQueue, AStoppedTimerIsNotDue) {
  TimerQueue timers;
  timers.Start(1, 10, 100);
  timers.Start(1, 11, 100);
  timers.Stop(10);
  timers.Stop(99);
  EXPECT_THAT(timers.TakeDue(100), ElementsAre(Due{1, 11}));
}

TEST(TimerQueue, StartingAgainReplaces) {
  TimerQueue timers;
  timers.Start(1, 10, 100);
  timers.Start(1, 10, 200);
  EXPECT_THAT(timers.TakeDue(100), ElementsAre());
  EXPECT_THAT(timers.TakeDue(200), ElementsAre(Due{1, 10}));
}

TEST(TimerQueue, StopAllForgetsOneInvocationOnly) {
  TimerQueue timers;
  timers.Start(1, 10, 100);
  timers.Start(2, 11, 100);
  timers.Start(1, 12, 50);
  timers.StopAll(1);
  EXPECT_THAT(timers.TakeDue(100), ElementsAre(Due{2, 11}));
}

TEST(TimerQueue, StopAllAfterTimersHaveGoneAndComeBack) {
  TimerQueue timers;
  timers.StopAll(1);
  timers.Start(1, 10, 100);
  timers.Start(1, 11, 300);
  timers.Start(1, 12, 300);
  timers.Start(2, 11, 200);  // another's from here on
  timers.Stop(12);
  EXPECT_THAT(timers.TakeDue(100), ElementsAre(Due{1, 10}));
  timers.StopAll(1);
  EXPECT_EQ(timers.NextNanos(), 200);
  timers.Start(1, 10, 150);
  timers.StopAll(2);
  EXPECT_THAT(timers.TakeDue(1000), ElementsAre(Due{1, 10}));
  EXPECT_TRUE(timers.empty());
}

}  // namespace
}  // namespace worker
