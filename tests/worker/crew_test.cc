// The threads that own lanes: whatever is given to them runs, though others of them leave.

#include "src/worker/crew.h"

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/barrier.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "tests/worker/lane_fixture.h"

namespace worker {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(60);

class CrewTest : public LaneTest {
 protected:
  // Gives as many works as there are threads to be, each of which waits for all of them.
  static void Gather(Crew& crew, int threads) {
    auto met = std::make_shared<absl::Barrier>(threads);
    for (int i = 0; i < threads; ++i) crew.Start([met](Hand&) { met->Block(); });
  }
};

// Keeps the watchdog's thread, and the lock that a thread takes which leaves, in a long turn.
class HeldListener : public engine::TurnListener {
 public:
  void OnLong() override {
    held.Notify();
    release.WaitForNotification();
  }
  void OnUnresponsive(int64_t) override {}
  void OnParked(engine::Parked) override {}

  absl::Notification held;
  absl::Notification release;
};

// Keeps a thread in its last moments, when it has left the crew.
struct Lingering {
  ~Lingering() {
    if (!ending->HasBeenNotified()) ending->Notify();
    release->WaitForNotification();
  }
  absl::Notification* ending = nullptr;
  absl::Notification* release = nullptr;
};
thread_local std::unique_ptr<Lingering> lingering;

TEST_F(CrewTest, AllThatIsGivenRuns) {
  constexpr int kGivers = 4;
  constexpr int kWorks = 50;
  engine::Watchdog watchdog;
  std::atomic<int> ran = 0;
  {
    Crew crew(watchdog, 1);
    std::vector<std::thread> givers;
    for (int i = 0; i < kGivers; ++i) {
      givers.emplace_back([&] {
        for (int work = 0; work < kWorks; ++work) crew.Start([&](Hand&) { ++ran; });
      });
    }
    for (std::thread& giver : givers) giver.join();
    EXPECT_TRUE(crew.WaitIdle(kPatience));
    EXPECT_EQ(ran, kGivers * kWorks);
  }
}

TEST_F(CrewTest, WorksThatWaitForEachOtherRun) {
  engine::Watchdog watchdog;
  Crew crew(watchdog, 0);
  for (int round = 0; round < 60; ++round) Gather(crew, 1 + round % 5);
  EXPECT_TRUE(crew.WaitIdle(kPatience));
}

TEST_F(CrewTest, WhatIsGivenBeforeTheEndRuns) {
  engine::Watchdog watchdog;
  std::atomic<int> ran = 0;
  for (int round = 0; round < 50; ++round) {
    Crew crew(watchdog, 1);
    crew.Start([&](Hand&) { ++ran; });
  }
  EXPECT_EQ(ran, 50);
}

TEST_F(CrewTest, WhoGivesWaitsForNoThreadThatEnds) {
  engine::Watchdog watchdog;
  absl::Notification ending;
  absl::Notification release;
  Crew crew(watchdog, 0);
  auto both = std::make_shared<absl::Barrier>(2);
  for (int i = 0; i < 2; ++i) {
    crew.Start([&, both](Hand&) {
      lingering = std::make_unique<Lingering>();
      lingering->ending = &ending;
      lingering->release = &release;
      both->Block();
    });
  }
  // One is enough to wait.
  ending.WaitForNotification();
  absl::Notification given;
  std::thread giver([&] {
    Gather(crew, 3);
    given.Notify();
  });
  EXPECT_TRUE(given.WaitForNotificationWithTimeout(kPatience));
  release.Notify();
  giver.join();
  EXPECT_TRUE(crew.WaitIdle(kPatience));
}

TEST_F(CrewTest, NobodyCountsOnAThreadThatLeaves) {
  const std::unique_ptr<engine::Isolate> isolate =
      node_.ClaimNow(*MakeVersion("export default {}")).isolate;
  engine::Watchdog watchdog;
  Crew crew(watchdog, 0);
  absl::Notification together;
  absl::BlockingCounter both(2);
  for (int i = 0; i < 2; ++i) {
    crew.Start([&](Hand&) {
      both.DecrementCount();
      together.WaitForNotification();
    });
  }
  both.Wait();
  HeldListener listener;
  engine::Watch watch(watchdog);
  watch.StayPrompt();
  watch.Begin(*isolate, &listener, 1, INT64_MAX);
  // Uses the CPU time that makes a turn long.
  while (!listener.held.HasBeenNotified()) std::this_thread::yield();
  // One of the two waits from here on, and one leaves, for as long as the listener likes.
  together.Notify();
  crew.WaitIdle(absl::Milliseconds(500));
  absl::Notification second_ran;
  std::atomic<bool> waited = false;
  crew.Start([&](Hand&) { waited = second_ran.WaitForNotificationWithTimeout(kPatience); });
  crew.Start([&](Hand&) { second_ran.Notify(); });
  listener.release.Notify();
  watch.End();
  EXPECT_TRUE(crew.WaitIdle(2 * kPatience));
  EXPECT_TRUE(waited) << "the second one found nobody to run it";
}

}  // namespace
}  // namespace worker
