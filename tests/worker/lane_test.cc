// What a lane does with its requests.

#include <atomic>

#include "tests/worker/lane_fixture.h"

namespace worker {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

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
  node_.RefreshGauges();
  EXPECT_EQ(meter_.isolates_active.load(), 1);
  service_.reset();
  EXPECT_TRUE(answer->dropped);
  EXPECT_EQ(lane_.active(), 0u);
  node_.RefreshGauges();
  EXPECT_EQ(meter_.isolates_active.load(), 0);
}

// A clock that moves whenever somebody looks at it.
class HurryingClock : public base::Clock {
 public:
  int64_t MonotonicNanos() const override { return nanos_ += 8'000'000; }
  double WallMillis() const override { return 1'700'000'000'000.0; }

 private:
  mutable std::atomic<int64_t> nanos_ = 0;
};

TEST_F(LaneTest, ARoundThatLastsLeavesTurnsForTheNextOne) {
  const HurryingClock clock;
  Node node(*snapshot_, clock, observer_, meter_, {});
  Lane lane(node);
  Limits limits;
  limits.wall_millis = 3'600'000;
  std::vector<std::unique_ptr<Service>> services;
  std::vector<std::shared_ptr<Answer>> answers;
  const auto ask = [&](Service& service) {
    http::Request request;
    request.head.method = "GET";
    request.head.target = "/";
    answers.push_back(std::make_shared<Answer>());
    service.Fetch(std::move(request), http::Responder(std::make_unique<FakeSink>(answers.back())));
  };
  for (int i = 0; i < 4; ++i) {
    services.push_back(lane.NewService(
        MakeVersion("export default { fetch() { return new Response('fine'); } }", limits)));
    ask(*services.back());
    while (!answers.back()->over()) lane.RunOnce();
  }
  answers.clear();
  for (const auto& service : services) ask(*service);
  int rounds = 0;
  for (size_t over = 0; over < answers.size(); ++rounds) {
    lane.RunOnce();
    while (over < answers.size() && answers[over]->over()) ++over;
    for (size_t later = over; later < answers.size(); ++later) {
      EXPECT_FALSE(answers[later]->over()) << "it was asked after " << over;
    }
  }
  EXPECT_GT(rounds, 1);
}

}  // namespace
}  // namespace worker
