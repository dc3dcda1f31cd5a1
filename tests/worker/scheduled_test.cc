// What a lane does for events that a time has asked for: workers are got ready before, and events
// are given to isolates a few at a time.

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/host/scheduled_inbox.h"
#include "tests/worker/lane_fixture.h"

namespace worker {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class WarmTest : public LaneTest {
 protected:
  static constexpr std::string_view kSource = R"(
      console.log("started");
      export default {
        fetch() { return new Response("fetched"); },
        scheduled(controller) { console.log(controller.cron); },
      })";

  std::optional<ScheduledResult> Schedule() {
    auto result = std::make_shared<std::optional<ScheduledResult>>();
    ScheduledEvent event;
    event.cron = "* * * * *";
    service_->Scheduled(std::move(event), [result](ScheduledResult found) { *result = found; });
    RunUntil([&] { return result->has_value() && lane_.active() == 0; });
    return *result;
  }
};

TEST_F(WarmTest, StartsTheWorkerBeforeAnybodyAsks) {
  Run(std::string(kSource));
  service_->Warm("test");
  EXPECT_THAT(observer_.lines, IsEmpty()) << "in a turn of the lane";
  RunUntil([&] { return !observer_.lines.empty(); });
  EXPECT_THAT(observer_.lines, ElementsAre("log: started"));
  EXPECT_THAT(observer_.reports, IsEmpty()) << "no invocation is over: there was none";
  EXPECT_EQ(Schedule()->outcome, Outcome::kOk);
  EXPECT_EQ(Get("/")->body, "fetched");
  EXPECT_THAT(observer_.lines, ElementsAre("log: started", "log: * * * * *"));
}

TEST_F(WarmTest, LeavesAWorkerAloneThatHasAnIsolate) {
  Run(std::string(kSource));
  service_->Warm("test");
  service_->Warm("test");
  RunUntil([&] { return !observer_.lines.empty(); });
  service_->Warm("test");
  for (int i = 0; i < 20; ++i) Round();
  EXPECT_EQ(Get("/")->body, "fetched");
  service_->Warm("test");
  for (int i = 0; i < 20; ++i) Round();
  EXPECT_THAT(observer_.lines, ElementsAre("log: started"));
}

TEST_F(WarmTest, AWorkerThatDoesNotStartFailsWhenItIsAskedFor) {
  Run("throw new TypeError('no such thing');");
  service_->Warm("test");
  for (int i = 0; i < 20; ++i) Round();
  EXPECT_THAT(observer_.reports, IsEmpty());
  auto answer = Get("/");
  EXPECT_EQ(answer->head.status, 500);
  EXPECT_THAT(answer->body, HasSubstr("no such thing"));
  EXPECT_EQ(Schedule()->outcome, Outcome::kException);
}

TEST_F(WarmTest, DoesNothingWhileMemoryIsShort) {
  NodeOptions options;
  options.memory_target_bytes = 1;
  Node node(*snapshot_, base::Clock::Real(), observer_, meter_, std::move(options));
  Lane lane(node);
  std::unique_ptr<Service> service = lane.NewService(MakeVersion(std::string(kSource)));
  service->Warm("test");
  for (int i = 0; i < 50; ++i) {
    lane.loop().Post([] {});
    lane.RunOnce();
  }
  EXPECT_THAT(observer_.lines, IsEmpty());
}

// Takes events, and does with them what the test says.
class SlowService : public Service {
 public:
  struct Given {
    ScheduledEvent event;
    ScheduledDone done;
  };
  void Fetch(http::Request&&, http::Responder&&) override { FAIL() << "nobody asks"; }
  void Scheduled(ScheduledEvent event, ScheduledDone done) override {
    given.push_back({std::move(event), std::move(done)});
  }
  void Warm(std::string_view worker) override { warmed.emplace_back(worker); }

  std::vector<Given> given;
  std::vector<std::string> warmed;
};

class ScheduledInboxTest : public LaneTest {
 protected:
  void Add(std::string cron) {
    ScheduledEvent event;
    event.cron = std::move(cron);
    inbox_->Add(std::move(event), [this](ScheduledResult result) {
      ended_.push_back(std::string(OutcomeName(result.outcome)));
    });
  }

  SlowService events_;
  std::vector<std::string> ended_;
  std::optional<host::ScheduledInbox> inbox_{std::in_place, lane_, events_};
};

TEST_F(ScheduledInboxTest, GivesAFewAtATime) {
  constexpr size_t kFew = host::ScheduledInbox::kMostStarting;
  for (size_t i = 0; i < kFew + 3; ++i) Add(std::to_string(i));
  ASSERT_THAT(events_.given, SizeIs(kFew));
  for (size_t i = 0; i < kFew; ++i) EXPECT_EQ(events_.given[i].event.cron, std::to_string(i));
  // One that has begun makes room, in another round of the lane.
  events_.given[0].event.on_begun();
  events_.given[0].event.on_begun();
  EXPECT_THAT(events_.given, SizeIs(kFew));
  Round();
  EXPECT_THAT(events_.given, SizeIs(kFew + 1));
  // So does one that ends without it, and one that has begun does not again when it ends.
  events_.given[1].done({Outcome::kLoadShed});
  events_.given[0].done({Outcome::kOk});
  Round();
  EXPECT_THAT(events_.given, SizeIs(kFew + 2));
  EXPECT_EQ(events_.given.back().event.cron, std::to_string(kFew + 1));
  EXPECT_THAT(ended_, ElementsAre("loadShed", "ok"));
}

TEST_F(ScheduledInboxTest, TheLaneIsNotIdleUntilAllIsOver) {
  for (size_t i = 0; i < host::ScheduledInbox::kMostStarting + 1; ++i) Add("* * * * *");
  bool idle = false;
  lane_.OnIdle([&] { idle = true; });
  while (!events_.given.empty()) {
    EXPECT_FALSE(idle);
    SlowService::Given one = std::move(events_.given.back());
    events_.given.pop_back();
    one.event.on_begun();
    Round();
    one.done({Outcome::kOk});
  }
  Round();
  EXPECT_TRUE(idle);
  EXPECT_THAT(ended_, SizeIs(host::ScheduledInbox::kMostStarting + 1));
}

TEST_F(ScheduledInboxTest, MayGoWhileEventsAreUnderWay) {
  for (size_t i = 0; i < host::ScheduledInbox::kMostStarting + 1; ++i) Add("* * * * *");
  events_.given[0].event.on_begun();
  inbox_.reset();
  Round();
  EXPECT_THAT(events_.given, SizeIs(host::ScheduledInbox::kMostStarting))
      << "the one that waited is dropped";
  events_.given[1].event.on_begun();
  events_.given[1].done({Outcome::kOk});
  EXPECT_THAT(ended_, ElementsAre("ok"));
  events_.given.clear();
}

TEST_F(ScheduledInboxTest, GetsWorkersReadyOneAfterTheOther) {
  inbox_->Warm("a");
  inbox_->Warm("b");
  inbox_->Warm("c");
  EXPECT_THAT(events_.warmed, ElementsAre("a")) << "the others wait";
  RunUntil([&] { return events_.warmed.size() == 3; });
  EXPECT_THAT(events_.warmed, ElementsAre("a", "b", "c"));
  // Once more, after all of them.
  while (inbox_->warming() > 0) Round();
  inbox_->Warm("d");
  EXPECT_THAT(events_.warmed, ElementsAre("a", "b", "c", "d"));
}

}  // namespace
}  // namespace worker
