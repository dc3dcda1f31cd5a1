// Turns that V8 cannot end, or ends the process for: their threads are stopped, and nobody but
// their own requests notices.

#include <atomic>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/base/thread_counts.h"
#include "tests/worker/lane_fixture.h"
#include "tests/worker/served_lane.h"

namespace worker {
namespace {

class ParkingTest : public LaneTest {
 protected:
  class Pages : public Observer {
   public:
    http::ResponseHead FailurePage(const Failure& failure, const http::RequestHead&,
                                   std::string* body) override {
      http::ResponseHead head;
      head.status = 503;
      *body = OutcomeName(failure.outcome);
      return head;
    }
  };

  void SetUp() override {
    if (!base::CountsThreads()) GTEST_SKIP() << "a sanitizer has the locks to itself";
    LaneTest::SetUp();
    options_.on_parked = [this](const ParkedTurn& turn) {
      absl::MutexLock lock(mutex_);
      why_.emplace_back(turn.why);
    };
  }

  static Limits Short() {
    Limits limits;
    limits.cpu_millis = 20;
    limits.startup_cpu_millis = 20;
    return limits;
  }
  static std::string Body(std::string_view statements) {
    return absl::StrCat("export default { async fetch(request) { ", statements,
                        "; return new Response('done'); } }");
  }

  // Waits until threads were stopped for these reasons, in this order.
  void ExpectParked(std::vector<std::string> why) {
    absl::MutexLock lock(mutex_);
    const auto enough = [this, &why]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return why_.size() >= why.size();
    };
    mutex_.AwaitWithTimeout(absl::Condition(&enough), absl::Seconds(60));
    EXPECT_EQ(why_, why);
  }

  Pages pages_;
  NodeMeter numbers_;
  NodeOptions options_;
  absl::Mutex mutex_;
  std::vector<std::string> why_ ABSL_GUARDED_BY(mutex_);
};

constexpr const char* kFine = "export default { fetch: () => new Response('fine') }";

TEST_F(ParkingTest, ABuiltinThatGoesOnIsStopped) {
  Node node(*snapshot_, base::Clock::Real(), pages_, numbers_, options_);
  Crew crew(node.watchdog(), 1);
  ServedLane lane(node, crew);
  const size_t endless = lane.Add(
      MakeVersion(Body("Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)"), Short()));
  const size_t other = lane.Add(MakeVersion(kFine));
  std::future<Reply> asked = lane.Fetch(endless, "/");
  for (int i = 0; i < 20; ++i) EXPECT_EQ(lane.Fetch(other, "/").get().body, "fine");
  EXPECT_EQ(asked.get().body, "exceededCpu");
  ExpectParked({"stuck"});
  EXPECT_EQ(numbers_.parked_threads, 1);
  EXPECT_EQ(numbers_.astray_threads, 0);
  EXPECT_EQ(lane.Fetch(other, "/").get().body, "fine");
}

TEST_F(ParkingTest, AnAllocationThatV8CannotServeEndsTheIsolateAlone) {
  Node node(*snapshot_, base::Clock::Real(), pages_, numbers_, options_);
  Crew crew(node.watchdog(), 1);
  ServedLane lane(node, crew);
  // V8 ends the process when the array of the pieces is longer than any may be.
  const size_t greedy = lane.Add(MakeVersion(Body("'a'.repeat(2 ** 29 - 24).split('')")));
  const size_t other = lane.Add(MakeVersion(kFine));
  EXPECT_EQ(lane.Fetch(greedy, "/").get().body, "exceededMemory");
  ExpectParked({"memory"});
  EXPECT_EQ(lane.Fetch(other, "/").get().body, "fine");
  EXPECT_EQ(lane.Fetch(greedy, "/").get().body, "exceededMemory") << "in another isolate";
  ExpectParked({"memory", "memory"});
  EXPECT_EQ(lane.Fetch(other, "/").get().body, "fine");
}

TEST_F(ParkingTest, ATopLevelThatGoesOnIsNotTriedAgainAtOnce) {
  Node node(*snapshot_, base::Clock::Real(), pages_, numbers_, options_);
  Crew crew(node.watchdog(), 1);
  ServedLane lane(node, crew);
  const size_t endless = lane.Add(
      MakeVersion(absl::StrCat("[].indexOf.call({ length: 2 ** 53 - 1 }, 1);\n", kFine), Short()));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(lane.Fetch(endless, "/").get().body, "exceededCpu");
  ExpectParked({"stuck"});
}

TEST_F(ParkingTest, WhatV8TakesFromMallocCounts) {
  Node node(*snapshot_, base::Clock::Real(), pages_, numbers_, options_);
  Crew crew(node.watchdog(), 1);
  ServedLane lane(node, crew);
  // The parser's own stack, in one call.
  const size_t deep = lane.Add(MakeVersion(Body("JSON.parse('['.repeat(5e7))")));
  const size_t other = lane.Add(MakeVersion(kFine));
  EXPECT_EQ(lane.Fetch(deep, "/").get().body, "exceededMemory");
  EXPECT_EQ(lane.Fetch(other, "/").get().body, "fine");
}

}  // namespace
}  // namespace worker
