// Events that a time has asked for, given to the service of a lane a few at a time.

#include "src/host/scheduled_inbox.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/worker/lane_fixture.h"

namespace worker {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

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
