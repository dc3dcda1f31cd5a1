#include "src/base/task_pool.h"

#include <atomic>
#include <string>
#include <utility>

#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"

namespace base {
namespace {

TEST(TaskPoolTest, RunsWhatALineHasInOrder) {
  TaskPool pool(2);
  auto line = pool.NewLine();
  std::string order;
  absl::Notification done;
  for (char letter = 'a'; letter <= 'e'; ++letter) {
    line->Post([&order, letter] { order += letter; });
  }
  line->Post([&] { done.Notify(); });
  done.WaitForNotification();
  EXPECT_EQ(order, "abcde");
}

TEST(TaskPoolTest, LinesTakeTurns) {
  TaskPool pool(1);
  auto first = pool.NewLine();
  auto second = pool.NewLine();
  absl::Notification begun;
  absl::Notification go;
  absl::Notification done;
  std::string order;
  first->Post([&] {
    begun.Notify();
    go.WaitForNotification();
    order += 'a';
  });
  begun.WaitForNotification();
  first->Post([&] { order += 'a'; });
  first->Post([&] {
    order += 'a';
    done.Notify();
  });
  second->Post([&] { order += 'b'; });
  go.Notify();
  done.WaitForNotification();
  EXPECT_EQ(order, "abaa");
}

TEST(TaskPoolTest, TwoLinesRunAtOnce) {
  TaskPool pool(2);
  auto first = pool.NewLine();
  auto second = pool.NewLine();
  absl::Notification one;
  absl::Notification two;
  absl::Notification done;
  first->Post([&] {
    one.Notify();
    two.WaitForNotification();
    done.Notify();
  });
  second->Post([&] {
    one.WaitForNotification();
    two.Notify();
  });
  done.WaitForNotification();
  second.reset();
}

TEST(TaskPoolTest, ALineThatEndsDropsWhatHasNotBegun) {
  TaskPool pool(1);
  auto line = pool.NewLine();
  absl::Notification begun;
  absl::Notification go;
  absl::Notification ended;
  std::atomic<bool> ran = false;
  line->Post([&] {
    begun.Notify();
    go.WaitForNotification();
    ended.Notify();
  });
  auto held = std::make_shared<int>(1);
  std::weak_ptr<int> watched = held;
  line->Post([&ran, held = std::move(held)] { ran = true; });
  begun.WaitForNotification();
  line.reset();
  EXPECT_TRUE(watched.expired());
  go.Notify();
  ended.WaitForNotification();
  EXPECT_FALSE(ran);
}

TEST(TaskPoolTest, ALineMayOutliveThePool) {
  auto pool = std::make_unique<TaskPool>(1);
  auto line = pool->NewLine();
  pool.reset();
  line->Post([] { FAIL() << "no thread is left for it"; });
}

}  // namespace
}  // namespace base
