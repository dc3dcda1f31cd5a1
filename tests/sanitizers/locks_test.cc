// Whether ThreadSanitizer sees the locks of abseil (deps/absl_tsan.cc): it reports a race here
// otherwise.

#include <thread>

#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"

namespace {

TEST(Locks, AMutexOrdersWhatItGuards) {
  absl::Mutex mutex;
  int count = 0;
  auto add = [&] {
    for (int i = 0; i < 1000; ++i) {
      absl::MutexLock lock(mutex);
      ++count;
    }
  };
  std::thread one(add);
  std::thread two(add);
  one.join();
  two.join();
  EXPECT_EQ(count, 2000);
}

TEST(Locks, AConditionVariableOrdersWhatItsMutexGuards) {
  absl::Mutex mutex;
  absl::CondVar changed;
  int turn = 0;
  auto play = [&](int mine) {
    for (int i = 0; i < 100; ++i) {
      absl::MutexLock lock(mutex);
      while (turn % 2 != mine) changed.Wait(&mutex);
      ++turn;
      changed.SignalAll();
    }
  };
  std::thread one(play, 0);
  std::thread two(play, 1);
  one.join();
  two.join();
  EXPECT_EQ(turn, 200);
}

TEST(Locks, ANotificationOrdersWhatIsBeforeIt) {
  absl::Notification ready;
  int value = 0;
  std::thread other([&] {
    value = 42;
    ready.Notify();
  });
  ready.WaitForNotification();
  EXPECT_EQ(value, 42);
  other.join();
}

}  // namespace
