#include "src/loop/loop.h"

#include <signal.h>

#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "src/loop/before_wait.h"
#include "src/loop/signals.h"
#include "src/loop/tcp.h"
#include "src/loop/timer.h"

namespace loop {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Loop, RunsTasksOfOtherThreads) {
  Loop loop;
  int runs = 0;
  std::thread other([&] {
    loop.Post([&] { ++runs; });
    loop.Post([&] { ++runs; });
  });
  while (runs < 2) loop.RunOnce(Wait::kYes);
  other.join();
  EXPECT_EQ(runs, 2);
}

// Lanes that ended ran what had been posted to them last, on what was left of their servers.
TEST(Loop, DestroysTasksThatItNeverCameTo) {
  bool ran = false;
  auto kept = std::make_shared<int>();
  const std::weak_ptr<int> destroyed = kept;
  {
    Loop loop;
    loop.Post([&ran, kept = std::move(kept)] { ran = true; });
  }
  EXPECT_FALSE(ran);
  EXPECT_TRUE(destroyed.expired());
}

TEST(Timer, RunsOnceInOrder) {
  Loop loop;
  Timer late(loop), early(loop), never(loop);
  std::vector<std::string> order;
  late.Start(20, [&] { order.push_back("late"); });
  early.Start(1, [&] { order.push_back("early"); });
  never.Start(5, [&] { order.push_back("never"); });
  never.Stop();
  EXPECT_TRUE(late.active());
  EXPECT_FALSE(never.active());
  while (order.size() < 2) loop.RunOnce(Wait::kYes);
  EXPECT_THAT(order, ElementsAre("early", "late"));
  EXPECT_FALSE(late.active());
}

TEST(Timer, MayStartItselfAgainAndGoInItsCallback) {
  Loop loop;
  auto timer = std::make_unique<Timer>(loop);
  int runs = 0;
  timer->Start(0, [&] {
    ++runs;
    timer->Start(0, [&] {
      ++runs;
      timer.reset();
    });
  });
  while (runs < 2) loop.RunOnce(Wait::kYes);
  EXPECT_EQ(timer, nullptr);
}

TEST(BeforeWait, CallsOnceForAllOfARound) {
  Loop loop;
  int calls = 0;
  std::unique_ptr<BeforeWait> before_wait;
  before_wait = std::make_unique<BeforeWait>(loop, [&] {
    if (++calls == 2) before_wait->Schedule();
    if (calls == 3) before_wait.reset();
  });
  loop.RunOnce(Wait::kNo);
  EXPECT_EQ(calls, 0);
  before_wait->Schedule();
  before_wait->Schedule();
  loop.RunOnce(Wait::kNo);
  loop.RunOnce(Wait::kNo);
  EXPECT_EQ(calls, 1);
  before_wait->Schedule();
  loop.RunOnce(Wait::kNo);
  loop.RunOnce(Wait::kNo);
  EXPECT_EQ(calls, 3);
  EXPECT_EQ(before_wait, nullptr);
}

TEST(Signals, AreTold) {
  Loop loop;
  std::vector<int> seen;
  auto signals = Signals::Watch(loop, {SIGUSR1, SIGUSR2}, [&](int one) { seen.push_back(one); });
  ASSERT_TRUE(signals.ok()) << signals.status();
  raise(SIGUSR2);
  while (seen.empty()) loop.RunOnce(Wait::kYes);
  EXPECT_THAT(seen, ElementsAre(SIGUSR2));
  EXPECT_FALSE(Signals::Watch(loop, {SIGKILL}, [](int) {}).ok());
}

TEST(TcpListener, NamesABusyPort) {
  Loop loop;
  auto first = TcpListener::Listen(loop, "127.0.0.1", 0, false, [](auto) {});
  ASSERT_TRUE(first.ok()) << first.status();
  const uint16_t port = (*first)->port();
  EXPECT_NE(port, 0);
  auto second = TcpListener::Listen(loop, "127.0.0.1", port, false, [](auto) {});
  EXPECT_TRUE(absl::IsAlreadyExists(second.status())) << second.status();
  EXPECT_THAT(second.status().message(), HasSubstr("127.0.0.1:" + std::to_string(port)));
}

TEST(TcpListener, SharesAPort) {
  Loop loop;
  auto first = TcpListener::Listen(loop, "127.0.0.1", 0, true, [](auto) {});
  ASSERT_TRUE(first.ok()) << first.status();
  auto second = TcpListener::Listen(loop, "127.0.0.1", (*first)->port(), true, [](auto) {});
  EXPECT_TRUE(second.ok()) << second.status();
}

TEST(TcpListener, RefusesWhatIsNoAddress) {
  Loop loop;
  auto listener = TcpListener::Listen(loop, "example", 0, false, [](auto) {});
  EXPECT_THAT(listener.status().message(), HasSubstr("\"example\" is no IP address"));
  EXPECT_FALSE(TcpListener::Listen(loop, "192.0.2.1", 0, false, [](auto) {}).ok());
}

}  // namespace
}  // namespace loop
