#include "src/loop/wall_timer.h"

#include <gtest/gtest.h>
#include <sys/timex.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>

#include "src/loop/loop.h"

namespace loop {
namespace {

int64_t WallMillis() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

TEST(WallTimer, CallsWhenTheTimeHasCome) {
  Loop loop;
  WallTimer timer(loop);
  const int64_t when = WallMillis() + 30;
  bool called = false;
  timer.Start(when, [&] { called = true; });
  EXPECT_TRUE(timer.active());
  while (!called) loop.RunOnce(Wait::kYes);
  EXPECT_GE(WallMillis(), when);
  EXPECT_FALSE(timer.active());
}

TEST(WallTimer, CallsForTimesThatHavePassed) {
  Loop loop;
  WallTimer timer(loop);
  for (int64_t when : {WallMillis() - 1, int64_t{0}, INT64_MIN}) {
    bool called = false;
    timer.Start(when, [&] { called = true; });
    while (!called) loop.RunOnce(Wait::kYes);
  }
}

TEST(WallTimer, StartReplacesAndTheCallbackMayStartAnew) {
  Loop loop;
  WallTimer timer(loop);
  int calls = 0;
  timer.Start(0, [] { FAIL() << "it was replaced"; });
  timer.Start(0, [&] {
    ++calls;
    timer.Start(0, [&] { ++calls; });
  });
  while (calls < 2) loop.RunOnce(Wait::kYes);
  EXPECT_FALSE(timer.active());
}

// Sets the machine's clock forward, by a nanosecond: the kernel tells whoever waits for it as when
// it is set by a year.
int SetClock() {
  timex change = {};
  change.modes = ADJ_SETOFFSET | ADJ_NANO;
  change.time.tv_usec = 1;  // with ADJ_NANO nanoseconds
  return clock_adjtime(CLOCK_REALTIME, &change);
}

TEST(WallTimer, CallsWhenTheClockIsSet) {
  Loop loop;
  WallTimer timer(loop);
  bool called = false;
  timer.Start(WallMillis() + 3'600'000, [&] { called = true; });
  loop.RunOnce(Wait::kNo);
  EXPECT_FALSE(called);
  if (SetClock() < 0) GTEST_SKIP() << "this process may not set the clock: " << strerror(errno);
  while (!called) loop.RunOnce(Wait::kYes);
  EXPECT_FALSE(timer.active());
  // The next one waits for its time again, and hears of the next change.
  called = false;
  timer.Start(WallMillis() + 3'600'000, [&] { called = true; });
  loop.RunOnce(Wait::kNo);
  EXPECT_FALSE(called);
  ASSERT_GE(SetClock(), 0);
  while (!called) loop.RunOnce(Wait::kYes);
}

TEST(WallTimer, MayBeStartedAnewBeforeItHasHeardThatTheClockWasSet) {
  Loop loop;
  WallTimer timer(loop);
  for (bool stops : {false, true}) {
    timer.Start(WallMillis() + 3'600'000, [] { FAIL() << "it was replaced"; });
    loop.RunOnce(Wait::kNo);
    if (SetClock() < 0) GTEST_SKIP() << "this process may not set the clock: " << strerror(errno);
    if (stops) timer.Stop();
    bool called = false;
    timer.Start(WallMillis() + 3'600'000, [&] { called = true; });
    while (!called) loop.RunOnce(Wait::kYes);
    EXPECT_FALSE(timer.active());
  }
}

TEST(WallTimer, AClockThatIsSetWhileItIsStoppedCallsNobody) {
  Loop loop;
  WallTimer timer(loop);
  timer.Start(WallMillis() + 3'600'000, [] { FAIL() << "it was stopped"; });
  timer.Stop();
  if (SetClock() < 0) GTEST_SKIP() << "this process may not set the clock: " << strerror(errno);
  bool posted = false;
  loop.Post([&] { posted = true; });
  while (!posted) loop.RunOnce(Wait::kYes);
  loop.RunOnce(Wait::kNo);
  // What was started since is not called for a change before it.
  bool called = false;
  timer.Start(WallMillis() + 3'600'000, [&] { called = true; });
  loop.RunOnce(Wait::kNo);
  EXPECT_FALSE(called);
}

TEST(WallTimer, AStoppedOneDoesNotCall) {
  Loop loop;
  WallTimer timer(loop);
  timer.Start(0, [] { FAIL() << "it was stopped"; });
  timer.Stop();
  bool posted = false;
  loop.Post([&] { posted = true; });
  while (!posted) loop.RunOnce(Wait::kYes);
  loop.RunOnce(Wait::kNo);
}

}  // namespace
}  // namespace loop
