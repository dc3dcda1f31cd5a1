// Workers that a lane gets ready before a time asks for them.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/worker/lane_fixture.h"

namespace worker {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

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

TEST_F(WarmTest, AnIsolateThatIsMadeWhileTheNodeGoesIsDisposedOf) {
  std::weak_ptr<int> kept;
  absl::Notification made;
  auto node =
      std::make_unique<Node>(*snapshot_, base::Clock::Real(), observer_, meter_, NodeOptions());
  node->Request(*MakeVersion(std::string(kSource)),
                [&kept, &made, node = node.get()](Node::Claimed claimed) {
                  auto with_isolate = std::make_shared<int>();
                  kept = with_isolate;
                  claimed.isolate->OnWork([with_isolate] {});
                  made.Notify();
                  // The node's destructor comes to where it waits for this thread.
                  absl::SleepFor(absl::Milliseconds(50));
                  node->Dispose(std::move(claimed.isolate));
                });
  made.WaitForNotification();
  node = nullptr;
  EXPECT_TRUE(kept.expired());
}

}  // namespace
}  // namespace worker
