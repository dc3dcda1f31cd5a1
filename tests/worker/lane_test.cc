// A lane with real isolates and the real snapshot, its requests and clients made by the test.

#include "src/worker/lane.h"

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "bindings/snapshot.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "src/base/clock.h"
#include "src/engine/module_graph.h"
#include "src/engine/platform.h"
#include "src/engine/snapshot.h"

namespace worker {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// What became of a response.
struct Answer {
  http::ResponseHead head;
  std::string body;
  bool started = false;
  bool ended = false;
  bool aborted = false;
  bool dropped = false;
  int writes = 0;
  bool takes_more = true;  // whether the client reads
  absl::AnyInvocable<void(absl::Status)> ready;
  absl::AnyInvocable<void()> on_disconnect;

  bool over() const { return ended || aborted || dropped; }
  void Disconnect() {
    if (ready) std::exchange(ready, nullptr)(absl::AbortedError("the client has gone"));
    if (on_disconnect) std::exchange(on_disconnect, nullptr)();
  }
};

class FakeSink : public http::ResponseSink {
 public:
  explicit FakeSink(std::shared_ptr<Answer> answer) : answer_(std::move(answer)) {}
  ~FakeSink() override { answer_->dropped = !answer_->ended && !answer_->aborted; }

  void Send(http::ResponseHead head, base::Bytes body) override {
    Start(std::move(head), body.size());
    answer_->body = std::string(body.view());
    answer_->ended = true;
  }
  void Start(http::ResponseHead head, std::optional<uint64_t>) override {
    EXPECT_FALSE(answer_->started) << "answered twice";
    answer_->started = true;
    answer_->head = std::move(head);
  }
  void Write(base::Bytes piece, absl::AnyInvocable<void(absl::Status)> ready) override {
    answer_->body += piece.view();
    ++answer_->writes;
    if (answer_->takes_more) return ready(absl::OkStatus());
    answer_->ready = std::move(ready);
  }
  void End() override { answer_->ended = true; }
  void Abort() override { answer_->aborted = true; }
  void OnDisconnect(absl::AnyInvocable<void()> callback) override {
    answer_->on_disconnect = std::move(callback);
  }

 private:
  std::shared_ptr<Answer> answer_;
};

// A request's body that gives what is in `pieces`, then `end`.
class FakeBody : public http::BodySource {
 public:
  FakeBody(std::deque<std::string> pieces, absl::Status end, bool has_arrived = false)
      : pieces_(std::move(pieces)), end_(std::move(end)), has_arrived_(has_arrived) {}

  std::optional<base::Bytes> TakeArrived() override {
    if (!has_arrived_) return std::nullopt;
    base::Bytes piece(std::move(pieces_.front()));
    pieces_.clear();
    return piece;
  }
  void Read(ReadCallback done) override {
    if (!pieces_.empty()) {
      base::Bytes piece(std::move(pieces_.front()));
      pieces_.pop_front();
      return done(std::optional(std::move(piece)));
    }
    if (end_.ok()) return done(std::nullopt);
    done(end_);
  }

 private:
  std::deque<std::string> pieces_;
  absl::Status end_;
  const bool has_arrived_;
};

class TestObserver : public Observer {
 public:
  void OnLog(const LogLine& line) override {
    lines.push_back(std::string(line.level) + ": " + std::string(line.text));
  }
  void OnFailure(std::string_view, const Failure& failure) override {
    lines.push_back("failure: " + failure.message);
  }
  bool WantsReport(Outcome) const override { return true; }
  void OnReport(const Report& report) override {
    reports.push_back(std::string(report.method) + " " + std::string(report.target) + " " +
                      std::to_string(report.status) + " " +
                      std::string(OutcomeName(report.outcome)));
  }
  http::ResponseHead FailurePage(const Failure& failure, const http::RequestHead&,
                                 std::string* body) override {
    http::ResponseHead head;
    head.status = 500;
    *body = failure.message;
    return head;
  }

  std::vector<std::string> lines;
  std::vector<std::string> reports;
};

class LaneTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    platform_ = engine::Platform::Start();
    snapshot_ = std::make_unique<engine::Snapshot>(*platform_, bindings::SnapshotBlob(),
                                                   bindings::Modules());
  }
  static void TearDownTestSuite() {
    snapshot_.reset();
    platform_.reset();
  }

  static std::shared_ptr<const Version> MakeVersion(const std::string& source) {
    auto loaded = engine::LoadModuleGraph(*snapshot_, "main.js", [&](std::string_view) {
      engine::ModuleSource module;
      module.name = "main.js";
      module.contents = base::Bytes(source);
      return absl::StatusOr<engine::ModuleSource>(std::move(module));
    });
    auto version = std::make_shared<Version>();
    version->spec.name = "test";
    version->spec.main = "main.js";
    version->spec.vars_json = R"({"GREETING": "hello"})";
    if (auto* error = std::get_if<engine::GraphError>(&loaded)) {
      ADD_FAILURE() << error->status;
      return version;
    }
    version->graph = std::get<engine::ModuleGraph>(std::move(loaded));
    return version;
  }

  void Run(const std::string& source) {
    service_.reset();
    service_ = lane_.NewService(MakeVersion(source));
  }

  std::shared_ptr<Answer> Fetch(const std::string& target, http::Body body = nullptr) {
    http::Request request;
    request.head.method = body == nullptr ? "GET" : "POST";
    request.head.target = target;
    request.head.authority = "example.com";
    request.body = std::move(body);
    auto answer = std::make_shared<Answer>();
    service_->Fetch(std::move(request), http::Responder(std::make_unique<FakeSink>(answer)));
    return answer;
  }

  std::shared_ptr<Answer> Get(const std::string& target, http::Body body = nullptr) {
    std::shared_ptr<Answer> answer = Fetch(target, std::move(body));
    RunUntil([&] { return answer->over() && lane_.active() == 0; });
    return answer;
  }

  // One round that does not wait.
  void Round() {
    lane_.loop().Post([] {});
    lane_.RunOnce();
  }

  // Runs rounds until `condition` holds, far longer than it may take.
  void RunUntil(absl::AnyInvocable<bool()> condition) {
    const absl::Time patience = absl::Now() + absl::Seconds(30);
    while (!condition() && absl::Now() < patience) Round();
    EXPECT_TRUE(condition());
  }

  static std::unique_ptr<engine::Platform> platform_;
  static std::unique_ptr<engine::Snapshot> snapshot_;
  TestObserver observer_;
  NodeMeter meter_;
  Node node_{*snapshot_, base::Clock::Real(), observer_, meter_, {}};
  Lane lane_{node_};
  std::unique_ptr<Service> service_;
};

std::unique_ptr<engine::Platform> LaneTest::platform_;
std::unique_ptr<engine::Snapshot> LaneTest::snapshot_;

http::Body BodyOf(std::deque<std::string> pieces, absl::Status end = absl::OkStatus()) {
  return std::make_unique<FakeBody>(std::move(pieces), std::move(end));
}

TEST_F(LaneTest, AnswersWithAString) {
  Run(R"(export default { fetch(request, env) {
           return new Response(env.GREETING + " " + request.method + " " + request.url);
         } })");
  auto answer = Get("/a?b");
  EXPECT_EQ(answer->body, "hello GET http://example.com/a?b");
  EXPECT_EQ(answer->head.status, 200);
  EXPECT_EQ(answer->head.headers.Get("Content-Type"), "text/plain;charset=UTF-8");
  EXPECT_THAT(observer_.reports, ElementsAre("GET /a?b 200 ok"));
  EXPECT_THAT(observer_.lines, IsEmpty());
}

TEST_F(LaneTest, ManyRequestsShareOneTurn) {
  Run(R"(let count = 0; export default { fetch() { return new Response(String(++count)); } })");
  auto first = Fetch("/1");
  auto second = Fetch("/2");
  RunUntil([&] { return lane_.active() == 0 && second->over(); });
  EXPECT_EQ(first->body, "1");
  EXPECT_EQ(second->body, "2");
}

TEST_F(LaneTest, AnExceptionIsAFailure) {
  Run(R"(export default { fetch() { throw new TypeError("no such thing"); } })");
  auto answer = Get("/");
  EXPECT_EQ(answer->head.status, 500);
  EXPECT_EQ(answer->body, "TypeError: no such thing");
  EXPECT_THAT(observer_.lines, ElementsAre("failure: TypeError: no such thing"));
  EXPECT_THAT(observer_.reports, ElementsAre("GET / 500 exception"));
}

TEST_F(LaneTest, AHandlerThatWaitsForNothingIsHung) {
  Run(R"(export default { async fetch(request) {
           if (request.url.endsWith("hang")) await new Promise(() => {});
           return new Response("fine");
         } })");
  auto answer = Get("/hang");
  EXPECT_EQ(answer->head.status, 500);
  EXPECT_THAT(answer->body, HasSubstr("will never answer"));
  EXPECT_EQ(Get("/")->body, "fine");
}

TEST_F(LaneTest, AStreamThatWaitsForNothingIsAborted) {
  Run(R"(export default { fetch() {
           return new Response(new ReadableStream({
             start(controller) { controller.enqueue(new TextEncoder().encode("first")); },
             pull() { return new Promise(() => {}); },
           }));
         } })");
  auto answer = Get("/");
  EXPECT_EQ(answer->body, "first");
  EXPECT_TRUE(answer->aborted);
  EXPECT_THAT(observer_.lines, ElementsAre(HasSubstr("will never end")));
}

TEST_F(LaneTest, WaitUntilGoesOnAfterTheResponse) {
  Run(R"(export default { fetch(request, env, ctx) {
           ctx.waitUntil(new Promise((done) => setTimeout(done, 20)).then(() => {
             console.log("late");
           }));
           return new Response("early");
         } })");
  auto answer = Fetch("/");
  RunUntil([&] { return answer->over(); });
  EXPECT_EQ(answer->body, "early");
  EXPECT_THAT(observer_.lines, IsEmpty());
  RunUntil([&] { return lane_.active() == 0; });
  EXPECT_THAT(observer_.lines, ElementsAre("log: late"));
}

TEST_F(LaneTest, TimersOfAnInvocationEndWithIt) {
  Run(R"(export default { fetch() {
           setInterval(() => console.log("tick"), 1);
           return new Response("done");
         } })");
  EXPECT_EQ(Get("/")->body, "done");
  Get("/");
  EXPECT_THAT(observer_.lines, IsEmpty());
}

TEST_F(LaneTest, ABodyIsReadAndEchoed) {
  Run(R"(export default { async fetch(request) {
           return new Response((await request.text()).toUpperCase());
         } })");
  EXPECT_EQ(Get("/", BodyOf({"ab", "cd", "e"}))->body, "ABCDE");
}

TEST_F(LaneTest, ABodyThatHasArrivedIsReadInEveryWay) {
  Run(R"(const read = {
           text: (request) => request.text(),
           json: async (request) => JSON.stringify(await request.json()),
           bytes: async (request) => String((await request.bytes()).length),
           stream: async (request) => new TextDecoder().decode(
             (await request.body.getReader().read()).value),
           pump: (request) => request.body,
           clone: async (request) => await request.clone().text() + await request.text(),
           nothing: () => "",
         };
         export default { async fetch(request) {
           const result = await read[new URL(request.url).pathname.slice(1)](request);
           return new Response(result, { headers: { used: request.bodyUsed } });
         } })");
  const auto body = [] {
    return std::make_unique<FakeBody>(std::deque<std::string>{"[1,2]"}, absl::OkStatus(), true);
  };
  EXPECT_EQ(Get("/text", body())->body, "[1,2]");
  EXPECT_EQ(Get("/json", body())->body, "[1,2]");
  EXPECT_EQ(Get("/bytes", body())->body, "5");
  EXPECT_EQ(Get("/stream", body())->body, "[1,2]");
  EXPECT_EQ(Get("/pump", body())->body, "[1,2]");
  EXPECT_EQ(Get("/clone", body())->body, "[1,2][1,2]");
  EXPECT_EQ(Get("/nothing", body())->body, "");
  EXPECT_EQ(Get("/text", body())->head.headers.Get("used"), "true");
  EXPECT_EQ(Get("/nothing", body())->head.headers.Get("used"), "false");
}

TEST_F(LaneTest, ABodyIsPumpedWithoutJavaScript) {
  Run(R"(export default { fetch(request) { return new Response(request.body); } })");
  auto answer = Get("/", BodyOf({"ab", "cd"}));
  EXPECT_EQ(answer->body, "abcd");
  EXPECT_TRUE(answer->ended);
}

TEST_F(LaneTest, ABodyThatIsTooLargeAnswers413) {
  Run(R"(export default { async fetch(request) { return new Response(await request.text()); } })");
  auto answer = Get("/", BodyOf({"ab"}, absl::ResourceExhaustedError("more than 2 octets")));
  EXPECT_EQ(answer->head.status, 413);
  EXPECT_THAT(observer_.lines, IsEmpty());
}

TEST_F(LaneTest, AClientThatReadsSlowlyHoldsTheStreamBack) {
  Run(R"(let pulls = 0;
         export default { fetch(request) {
           if (request.url.endsWith("/pulls")) return new Response(String(pulls));
           return new Response(new ReadableStream({
             pull(controller) {
               ++pulls;
               controller.enqueue(new Uint8Array(10));
             },
           }));
         } })");
  auto slow = Fetch("/");
  slow->takes_more = false;
  RunUntil([&] { return slow->writes == 1; });
  for (int i = 0; i < 10; ++i) Round();
  EXPECT_EQ(slow->writes, 1);
  auto pulls = Fetch("/pulls");
  RunUntil([&] { return pulls->over(); });
  EXPECT_LE(std::stoi(pulls->body), 3);
  slow->Disconnect();
  RunUntil([&] { return lane_.active() == 0; });
  EXPECT_THAT(observer_.reports, Contains("GET / 200 responseStreamDisconnected"));
}

TEST_F(LaneTest, ADisconnectAbortsTheSignal) {
  Run(R"(export default { async fetch(request) {
           request.signal.addEventListener("abort", () => console.log("gone"));
           await new Promise((done) => setTimeout(done, 30));
           return new Response("nobody hears");
         } })");
  auto answer = Fetch("/");
  RunUntil([&] { return answer->on_disconnect != nullptr; });
  answer->Disconnect();
  RunUntil([&] { return lane_.active() == 0; });
  EXPECT_THAT(observer_.lines, ElementsAre("log: gone"));
  EXPECT_THAT(observer_.reports, ElementsAre("GET / 200 canceled"));
}

TEST_F(LaneTest, AnUnhandledRejectionIsLogged) {
  Run(R"(export default { fetch() {
           Promise.reject(new Error("lost"));
           return new Response("fine");
         } })");
  EXPECT_EQ(Get("/")->body, "fine");
  EXPECT_THAT(observer_.lines, ElementsAre(HasSubstr("Uncaught (in promise) Error: lost")));
}

TEST_F(LaneTest, ATopLevelThatThrowsFailsEveryRequest) {
  Run("throw new Error('early')");
  EXPECT_EQ(Get("/")->body, "Error: early");
  EXPECT_EQ(Get("/")->body, "Error: early");
  absl::StatusOr<std::unique_ptr<Service>> started =
      lane_.NewStartedService(MakeVersion("throw new Error('early')"));
  EXPECT_THAT(started.status().message(), HasSubstr("Error: early"));
}

TEST_F(LaneTest, ServiceWorkerSyntax) {
  Run(R"(addEventListener("fetch", (event) => {
           event.respondWith(new Response(GREETING + " " + event.request.method));
         });)");
  EXPECT_EQ(Get("/")->body, "hello GET");
}

TEST_F(LaneTest, AServiceMayGoWhileItsRequestsAreUnderWay) {
  Run(R"(export default { fetch() { return new Promise((done) => setTimeout(done, 10000)); } })");
  auto answer = Fetch("/");
  RunUntil([&] { return answer->on_disconnect != nullptr; });
  service_.reset();
  EXPECT_TRUE(answer->dropped);
  EXPECT_EQ(lane_.active(), 0u);
}

}  // namespace
}  // namespace worker
