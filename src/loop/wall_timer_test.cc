#include "src/loop/wall_timer.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>

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
