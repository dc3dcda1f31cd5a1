// Lanes that change hands: a turn that lasts goes on without its lane. Also the stress test for
// ThreadSanitizer.

#include <atomic>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "tests/worker/lane_fixture.h"
#include "tests/worker/served_lane.h"

namespace worker {
namespace {

using ::testing::HasSubstr;

// An observer for several threads.
class QuietObserver : public Observer {
 public:
  bool WantsReport(Outcome) const override { return true; }
  void OnReport(const Report& report) override {
    reports_[static_cast<size_t>(report.outcome)].fetch_add(1);
  }
  http::ResponseHead FailurePage(const Failure& failure, const http::RequestHead&,
                                 std::string* body) override {
    http::ResponseHead head;
    head.status = failure.limit == Limit::kNone ? 500 : 503;
    *body = failure.message;
    return head;
  }
  int reports(Outcome outcome) const { return reports_[static_cast<size_t>(outcome)].load(); }

 private:
  std::atomic<int> reports_[Meter::kOutcomes] = {};
};

// One worker for all: what it does is in the path.
constexpr const char* kWorker = R"(
  let count = 0;
  const spin = (millions) => {
    let x = 0;
    for (let i = 0; i < millions * 1e6; ++i) x = (x * 31 + i) | 0;
    return x;
  };
  export default { async fetch(request) {
    const path = new URL(request.url).pathname;
    ++count;
    if (path === "/count") return new Response(String(count));
    if (path === "/loop") for (;;) {}
    if (path === "/spin") { spin(20); return new Response("spun"); }
    if (path === "/stream") {
      let pieces = 0;
      return new Response(new ReadableStream({
        async pull(controller) {
          if (++pieces > 5) return controller.close();
          spin(2);
          await new Promise((done) => setTimeout(done, 1));
          controller.enqueue(new TextEncoder().encode("piece "));
        },
      }));
    }
    if (path === "/wait") { await new Promise((done) => setTimeout(done, 5)); }
    return new Response("fine");
  } })";

class HandoverTest : public LaneTest {
 protected:
  static Limits Short() {
    Limits limits;
    limits.cpu_millis = 100;
    return limits;
  }

  // A report follows the answer.
  void ExpectReports(Outcome outcome, int count) {
    const absl::Time patience = absl::Now() + absl::Seconds(30);
    while (quiet_.reports(outcome) < count && absl::Now() < patience) std::this_thread::yield();
    EXPECT_EQ(quiet_.reports(outcome), count);
  }

  QuietObserver quiet_;
  NodeMeter numbers_;
};

TEST_F(HandoverTest, ATurnThatLastsLosesItsLaneAndIsAnswered) {
  Node node(*snapshot_, base::Clock::Real(), quiet_, numbers_, {});
  Crew crew(node.watchdog(), 1);
  ServedLane lane(node, crew);
  const size_t worker = lane.Add(MakeVersion(kWorker));
  EXPECT_EQ(lane.Fetch(worker, "/spin").get().body, "spun");
  EXPECT_GE(numbers_.handovers.load(), 1u);
  EXPECT_EQ(lane.Fetch(worker, "/").get().body, "fine");
}

TEST_F(HandoverTest, AnIsolateGoesFromThreadToThread) {
  Node node(*snapshot_, base::Clock::Real(), quiet_, numbers_, {});
  Crew crew(node.watchdog(), 1);
  ServedLane lane(node, crew);
  const size_t worker = lane.Add(MakeVersion(kWorker));
  // Each long turn leaves the lane, and with it the isolate's next turn, to another thread.
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(lane.Fetch(worker, "/spin").get().body, "spun");
    EXPECT_EQ(lane.Fetch(worker, "/stream").get().body, "piece piece piece piece piece ");
  }
  const int count = std::stoi(lane.Fetch(worker, "/count").get().body);
  EXPECT_EQ(count, 21) << "all of it ran in one isolate";
  EXPECT_GE(numbers_.handovers.load(), 5u);
}

TEST_F(HandoverTest, ALoopOfOneWorkerKeepsNoOther) {
  Node node(*snapshot_, base::Clock::Real(), quiet_, numbers_, {});
  Crew crew(node.watchdog(), 1);
  ServedLane lane(node, crew);
  const size_t looping = lane.Add(MakeVersion(kWorker, Short()));
  const size_t other = lane.Add(MakeVersion(kWorker));
  std::vector<std::future<Reply>> loops;
  for (int i = 0; i < 4; ++i) loops.push_back(lane.Fetch(looping, "/loop"));
  for (int i = 0; i < 50; ++i) EXPECT_EQ(lane.Fetch(other, "/wait").get().body, "fine");
  for (auto& loop : loops) EXPECT_EQ(loop.get().status, 503);
  ExpectReports(Outcome::kExceededCpu, 4);
  EXPECT_EQ(lane.Fetch(looping, "/").get().body, "fine") << "it has a new isolate";
}

TEST_F(HandoverTest, RequestsThatWaitLongGetAnotherIsolate) {
  NodeOptions options;
  options.isolates_per_worker = 3;
  Node node(*snapshot_, base::Clock::Real(), quiet_, numbers_, options);
  Crew crew(node.watchdog(), 1);
  ServedLane lane(node, crew);
  Limits limits;
  limits.cpu_millis = 2000;
  const size_t worker = lane.Add(MakeVersion(kWorker, limits));
  std::future<Reply> loop = lane.Fetch(worker, "/loop");
  // They are answered while the loop goes on.
  for (int i = 0; i < 5; ++i) EXPECT_EQ(lane.Fetch(worker, "/").get().body, "fine");
  EXPECT_NE(loop.wait_for(std::chrono::seconds(0)), std::future_status::ready);
  EXPECT_THAT(loop.get().body, HasSubstr("CPU"));
}

TEST_F(HandoverTest, ATopLevelThatLastsRunsOnce) {
  std::atomic<int> started = 0;
  NodeOptions options;
  options.isolates_per_worker = 3;
  options.on_start = [&started](const auto&, StartKind, int64_t) { ++started; };
  Node node(*snapshot_, base::Clock::Real(), quiet_, numbers_, options);
  Crew crew(node.watchdog(), 1);
  ServedLane lane(node, crew);
  Limits limits;
  limits.startup_cpu_millis = 60'000;
  const size_t worker =
      lane.Add(MakeVersion("let x = 0; for (let i = 0; i < 2e8; ++i) x = (x * 31 + i) | 0;"
                           "export default { fetch: () => new Response('fine') }",
                           limits));
  std::vector<std::future<Reply>> asked;
  for (int i = 0; i < 5; ++i) asked.push_back(lane.Fetch(worker, "/"));
  for (auto& one : asked) EXPECT_EQ(one.get().body, "fine");
  EXPECT_GE(numbers_.handovers.load(), 1u);
  EXPECT_EQ(started, 1) << "those that wait for it get no other isolate";
}

TEST_F(HandoverTest, TheQueueIsBounded) {
  NodeOptions options;
  options.isolates_per_worker = 1;
  Node node(*snapshot_, base::Clock::Real(), quiet_, numbers_, options);
  Crew crew(node.watchdog(), 1);
  ServedLane lane(node, crew);
  Limits limits = Short();
  limits.cpu_millis = 500;
  limits.queue = 3;
  const size_t worker = lane.Add(MakeVersion(kWorker, limits));
  std::future<Reply> loop = lane.Fetch(worker, "/loop");
  while (numbers_.handovers.load() == 0) std::this_thread::yield();
  std::vector<std::future<Reply>> waiting;
  for (int i = 0; i < 5; ++i) waiting.push_back(lane.Fetch(worker, "/"));
  EXPECT_EQ(loop.get().status, 503);
  int answered = 0;
  int shed = 0;
  for (auto& one : waiting) {
    const Reply reply = one.get();
    reply.status == 200 ? ++answered : ++shed;
    EXPECT_THAT(reply.body, reply.status == 200 ? HasSubstr("fine") : HasSubstr("Too many"));
  }
  EXPECT_EQ(answered, 3);
  EXPECT_EQ(shed, 2);
  ExpectReports(Outcome::kLoadShed, 2);
}

TEST_F(HandoverTest, AServiceMayGoWhileItsTurnIsAway) {
  Node node(*snapshot_, base::Clock::Real(), quiet_, numbers_, {});
  Crew crew(node.watchdog(), 1);
  ServedLane lane(node, crew);
  const size_t worker = lane.Add(MakeVersion(kWorker, Short()));
  const size_t other = lane.Add(MakeVersion(kWorker));
  std::future<Reply> loop = lane.Fetch(worker, "/loop");
  while (numbers_.handovers.load() == 0) std::this_thread::yield();
  lane.Drop(worker);
  EXPECT_EQ(loop.get().status, 0);
  EXPECT_EQ(lane.Fetch(other, "/").get().body, "fine");
}

TEST_F(HandoverTest, ALaneMayGoWhileATurnIsAway) {
  Node node(*snapshot_, base::Clock::Real(), quiet_, numbers_, {});
  Crew crew(node.watchdog(), 1);
  std::future<Reply> loop;
  {
    ServedLane lane(node, crew);
    const size_t worker = lane.Add(MakeVersion(kWorker, Short()));
    loop = lane.Fetch(worker, "/loop");
    while (numbers_.handovers.load() == 0) std::this_thread::yield();
  }
  EXPECT_EQ(loop.get().status, 0);
}

TEST_F(HandoverTest, Stress) {
  NodeOptions options;
  options.isolates_per_worker = 2;
  Node node(*snapshot_, base::Clock::Real(), quiet_, numbers_, options);
  Crew crew(node.watchdog(), 2);
  ServedLane first(node, crew);
  ServedLane second(node, crew);
  Limits short_limits = Short();
  short_limits.cpu_millis = 20;
  const std::vector<std::string> paths = {"/", "/spin", "/wait", "/stream", "/", "/wait"};
  std::vector<std::thread> clients;
  std::atomic<int> fine = 0;
  std::atomic<int> limited = 0;
  constexpr int kClients = 4;
  constexpr int kRounds = 25;
  std::vector<size_t> loops;
  std::vector<size_t> others;
  for (ServedLane* lane : {&first, &second}) {
    loops.push_back(lane->Add(MakeVersion(kWorker, short_limits)));
    others.push_back(lane->Add(MakeVersion(kWorker)));
  }
  for (int client = 0; client < kClients; ++client) {
    clients.emplace_back([&, client] {
      ServedLane& lane = client % 2 == 0 ? first : second;
      for (int round = 0; round < kRounds; ++round) {
        std::future<Reply> loop = lane.Fetch(loops[client % 2], "/loop");
        std::vector<std::future<Reply>> replies;
        for (const std::string& path : paths) {
          replies.push_back(lane.Fetch(others[client % 2], path));
        }
        for (size_t i = 0; i < replies.size(); ++i) {
          const Reply reply = replies[i].get();
          fine += reply.status == 200;
          EXPECT_EQ(reply.status, 200) << paths[i] << ": " << reply.body;
        }
        limited += loop.get().status == 503;
      }
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(fine.load(), kClients * kRounds * static_cast<int>(paths.size()));
  EXPECT_EQ(limited.load(), kClients * kRounds);
}

}  // namespace
}  // namespace worker
