// Limits, one at a time, in a lane with a watchdog and without other threads.

#include "src/base/thread_counts.h"
#include "tests/worker/lane_fixture.h"

namespace worker {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class LimitsTest : public LaneTest {
 protected:
  LimitsTest() { OwnLane(); }

  static Limits Cpu(int64_t millis) {
    Limits limits;
    limits.cpu_millis = millis;
    return limits;
  }
  static Limits Memory(uint64_t megabytes) {
    Limits limits;
    limits.cpu_millis = 60'000;  // under a sanitizer
    limits.memory_bytes = megabytes << 20;
    return limits;
  }
  static std::string Handler(const std::string& body) {
    return "export default { async fetch(request, env, ctx) { "
           "if (request.url.endsWith('/fine')) return new Response('fine'); " +
           body + " } }";
  }

  // What becomes of a request for a handler with this body; a later one must be answered.
  std::string OutcomeOf(const std::string& body, const Limits& limits) {
    Run(Handler(body), limits);
    Get("/");
    EXPECT_EQ(Get("/fine")->body, "fine") << body;
    const std::string report = observer_.reports.at(observer_.reports.size() - 2);
    return report.substr(report.rfind(' ') + 1);
  }
};

TEST_F(LimitsTest, LoopsOfAllKindsEndAsExceededCpu) {
  for (const char* body : {
           "for (;;) {}",
           "for (;;) { try { for (;;) {} } catch {} finally { for (;;) {} } }",
           "for (;;) await 0;",
           "const next = () => Promise.resolve().then(next); await next();",
           "const next = () => queueMicrotask(next); next(); await new Promise(() => {});",
           "/^(a+)+$/.test('a'.repeat(40) + 'b');",
           "function* forever() { for (;;) yield 1; } for (const x of forever());",
           "new Proxy({}, { get() { for (;;); } }).x;",
           "JSON.stringify({ toJSON() { for (;;); } });",
           "const f = () => { try { f(); } finally { f(); } }; f();",
           "new WebAssembly.Instance(new WebAssembly.Module(new "
           "Uint8Array([0,97,115,109,1,0,0,0,1,4,"
           "1,96,0,0,3,2,1,0,7,5,1,1,102,0,0,10,9,1,7,0,3,64,12,0,11,11]))).exports.f();",
       }) {
    EXPECT_EQ(OutcomeOf(body, Cpu(50)), "exceededCpu") << body;
  }
}

TEST_F(LimitsTest, CpuIsSummedOverTurns) {
  EXPECT_EQ(OutcomeOf("for (;;) { await new Promise((done) => setTimeout(done, 0));"
                      " for (let i = 0; i < 1e6; ++i); }",
                      Cpu(50)),
            "exceededCpu");
}

TEST_F(LimitsTest, CpuOfOtherThreadsCounts) {
  const std::string derive =
      "const key = await crypto.subtle.importKey('raw', new Uint8Array(1), 'PBKDF2', false,"
      " ['deriveBits']);"
      "const derive = () => crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-512',"
      " salt: new Uint8Array(1), iterations: 50000 }, key, 512);";
  EXPECT_EQ(OutcomeOf(derive + "for (;;) await derive();", Cpu(100)), "exceededCpu");
  // What has not begun does not begin any more.
  EXPECT_EQ(
      OutcomeOf(derive + "await Promise.all(Array.from({ length: 10000 }, derive));", Cpu(100)),
      "exceededCpu");
}

TEST_F(LimitsTest, CpuAfterTheResponseCounts) {
  Run(Handler("ctx.waitUntil((async () => { await 0; for (;;); })()); return new Response('x');"),
      Cpu(50));
  Get("/");
  EXPECT_THAT(observer_.reports, Contains(HasSubstr("exceededCpu")));
}

TEST_F(LimitsTest, MemoryOfAllKindsEndsAsExceededMemory) {
  for (const char* body : {
           "const a = []; for (;;) a.push(new Array(1000).fill(1));",
           "const a = []; for (;;) a.push({ x: [1, 2, 3] });",
           "let s = 'x'; const a = []; for (;;) a.push(s += 'y'.repeat(1000));",
           "const m = new Map(); for (let i = 0; ; ++i) m.set(i, { i });",
           "const a = []; for (let i = 0; ; ++i) a.push(() => i);",
           "const a = []; for (;;) a.push(new Promise(() => {}));",
           "const a = []; for (;;) a.push(new Uint8Array(1e6));",
           "const a = []; try { for (;;) a.push(new ArrayBuffer(1e6)); } catch {} for (;;) {}",
           "const a = []; for (;;) a.push(new WebAssembly.Memory({ initial: 100 }));",
           "const m = new WebAssembly.Memory({ initial: 1 }); for (;;) m.grow(16);",
           "const a = []; for (;;) a.push(await new Promise((done) => "
           "setTimeout(() => done(new Array(1e5).fill(1.5)))));",
       }) {
    EXPECT_EQ(OutcomeOf(body, Memory(32)), "exceededMemory") << body;
  }
}

// An Intl object is some tens of kilobytes, of which V8's heap has a hundredth.
TEST_F(LimitsTest, AnIsolateThatKeepsWhatV8DoesNotCountIsReplaced) {
  if (!base::CountsThreads()) GTEST_SKIP() << "a sanitizer has malloc to itself";
  Run(Handler("globalThis.kept = globalThis.kept || [];"
              " for (let i = 0; i < 100; ++i) {"
              "   const format = new Intl.DateTimeFormat('de', { dateStyle: 'full' });"
              "   format.format(0);"
              "   kept.push(format);"
              " }"
              " return new Response(String(kept.length));"),
      Memory(32));
  int most = 0;
  int replaced = 0;
  for (int i = 0; i < 60; ++i) {
    const std::string body = Get("/")->body;
    const int kept = std::stoi(body);
    if (kept <= most) ++replaced;
    most = kept;
  }
  EXPECT_GT(replaced, 1);
  EXPECT_THAT(observer_.reports, Not(Contains(HasSubstr("exceededMemory"))));
}

TEST_F(LimitsTest, OneBufferAboveTheLimitIsARangeError) {
  Run(Handler(
          "try { new ArrayBuffer(64 * 1024 * 1024); } catch (e) { return new Response(e.name); }"),
      Memory(32));
  EXPECT_EQ(Get("/")->body, "RangeError");
}

TEST_F(LimitsTest, AWorkerMayHaveMoreThanTheNodesDefault) {
  Run(Handler("const a = []; for (let i = 0; i < 20e6; ++i) a.push(i + 0.5);"
              " return new Response(String(a.length));"),
      Memory(1024));
  EXPECT_EQ(Get("/")->body, "20000000");
}

TEST_F(LimitsTest, DeepRecursionIsTheWorkersOwnError) {
  Run(Handler("const f = () => f() + 1; try { f(); } catch (e) { return new Response(e.name); }"));
  EXPECT_EQ(Get("/")->body, "RangeError");
}

TEST_F(LimitsTest, StartUpIsLimited) {
  Limits limits;
  limits.startup_cpu_millis = 50;
  Run("for (;;) {}", limits);
  EXPECT_THAT(Get("/")->body, HasSubstr("while starting"));
  EXPECT_THAT(Get("/")->body, HasSubstr("while starting")) << "it is not tried again at once";
  EXPECT_THAT(observer_.reports, ElementsAre("GET / 500 exceededCpu", "GET / 500 exceededCpu"));
  absl::StatusOr<std::unique_ptr<Service>> started =
      lane_.NewStartedService(MakeVersion("for (;;) {}", limits));
  EXPECT_THAT(started.status().message(), HasSubstr("while starting"));
}

TEST_F(LimitsTest, WhatATurnMayLogIsBounded) {
  Run(Handler("const line = 'x'.repeat(65536); for (let i = 0; i < 300; ++i) console.log(line);"
              " return new Response('logged');"),
      Memory(128));
  EXPECT_EQ(Get("/")->body, "logged");
  EXPECT_THAT(observer_.reports, ElementsAre("GET / 200 ok"));
  constexpr size_t kMost = 256;  // 16 MB
  ASSERT_EQ(observer_.lines.size(), kMost + 1);
  EXPECT_THAT(observer_.lines.back(),
              "warn: Lines that were logged and not written, because there were too many at a "
              "time: " +
                  std::to_string(300 - kMost));
  EXPECT_EQ(Get("/fine")->body, "fine");
  EXPECT_EQ(observer_.lines.size(), kMost + 1) << "it is told once";
}

TEST_F(LimitsTest, WhatLogsForEverEndsAndLeavesFewLines) {
  Limits limits = Cpu(100);
  limits.memory_bytes = uint64_t{64} << 20;
  auto other =
      lane_.NewService(MakeVersion("export default { fetch() { return new Response('b') } }"));
  for (const char* body : {
           "const line = 'x'.repeat(65536); for (;;) console.log(line);",
           "for (;;) console.log('');",
       }) {
    observer_.lines.clear();
    Run(Handler(body), limits);
    auto logs = Fetch("/");
    http::Request request;
    request.head.method = "GET";
    request.head.target = "/";
    auto answer = std::make_shared<Answer>();
    other->Fetch(std::move(request), http::Responder(std::make_unique<FakeSink>(answer)));
    RunUntil([&] { return logs->over() && answer->over() && lane_.active() == 0; });
    EXPECT_EQ(answer->body, "b");
    EXPECT_THAT(observer_.reports, Contains(HasSubstr("exceeded"))) << body;
    EXPECT_THAT(observer_.lines, Contains(HasSubstr("too many at a time"))) << body;
    EXPECT_LT(observer_.lines.size(), 300u) << body;
  }
}

TEST_F(LimitsTest, WhatATurnMayAskOfItsTimersIsBounded) {
  Run(Handler("let i = 0; try { for (; i < 1e6; ++i) clearTimeout(setTimeout(() => {})); }"
              " catch (e) { return new Response(`${i}: ${e.message}`); }"
              " return new Response('all');"),
      Memory(128));
  EXPECT_EQ(Get("/")->body,
            "50000: starting a timer: more than 100000 operations at a time; do less before "
            "waiting for something.");
  EXPECT_EQ(Get("/fine")->body, "fine");
}

TEST_F(LimitsTest, WallTimeEndsARequest) {
  Limits limits;
  limits.wall_millis = 30;
  Run(Handler("await new Promise((done) => setTimeout(done, 60000)); return new Response('late');"),
      limits);
  EXPECT_THAT(Get("/")->body, HasSubstr("exceeded the time"));
  EXPECT_THAT(observer_.reports, ElementsAre(HasSubstr("exceededWallTime")));
  EXPECT_EQ(Get("/fine")->body, "fine");
  EXPECT_EQ(meter_.condemned.load(), 0u) << "the isolate goes on";
}

TEST_F(LimitsTest, WallTimeEndsAStream) {
  Limits limits;
  limits.wall_millis = 30;
  Run(Handler(
          "return new Response(new ReadableStream({ async pull(c) { "
          "await new Promise((done) => setTimeout(done, 5)); c.enqueue(new Uint8Array(1)); } }))"),
      limits);
  EXPECT_TRUE(Get("/")->aborted);
  EXPECT_THAT(observer_.reports, ElementsAre(HasSubstr("exceededWallTime")));
}

TEST_F(LimitsTest, WaitUntilIsLimited) {
  Limits limits;
  limits.wait_until_millis = 20;
  Run(Handler("ctx.waitUntil(new Promise((done) => setTimeout(done, 60000)));"
              " return new Response('early');"),
      limits);
  auto answer = Get("/");
  EXPECT_EQ(answer->body, "early");
  EXPECT_THAT(observer_.reports, ElementsAre("GET / 200 exceededWallTime"));
  EXPECT_THAT(observer_.lines, ElementsAre(HasSubstr("waitUntil() tasks did not complete")));
}

TEST_F(LimitsTest, ConcurrencyMakesOthersWait) {
  Limits limits;
  limits.concurrency = 2;
  limits.queue = 1;
  Run(Handler("await new Promise((done) => setTimeout(done, 30)); return new Response('slow');"),
      limits);
  std::vector<std::shared_ptr<Answer>> answers;
  for (int i = 0; i < 4; ++i) answers.push_back(Fetch("/"));
  RunUntil([&] { return lane_.active() == 0; });
  EXPECT_EQ(answers[0]->body, "slow");
  EXPECT_EQ(answers[2]->body, "slow") << "it has waited";
  EXPECT_THAT(answers[3]->body, HasSubstr("Too many requests"));
  EXPECT_THAT(observer_.reports, Contains("GET / 500 loadShed"));
}

TEST_F(LimitsTest, OthersInTheIsolateEndWithIt) {
  Run(Handler("if (request.url.endsWith('/loop')) for (;;) {}"
              " await new Promise((done) => setTimeout(done, 10000)); return new Response('?');"),
      Cpu(50));
  auto waits = Fetch("/waits");
  RunUntil([&] { return waits->on_disconnect != nullptr; });
  Get("/loop");
  EXPECT_TRUE(waits->over());
  EXPECT_THAT(observer_.reports, ElementsAre(HasSubstr("exceededCpu"), HasSubstr("exceededCpu")));
  EXPECT_EQ(meter_.condemned.load(), 1u);
}

// The client leaves while it is answered.
class LeavingSink : public FakeSink {
 public:
  explicit LeavingSink(std::shared_ptr<Answer> answer)
      : FakeSink(answer), answer_(std::move(answer)) {}
  void Send(http::ResponseHead head, base::Bytes body) override {
    FakeSink::Send(std::move(head), std::move(body));
    answer_->Disconnect();
  }

 private:
  const std::shared_ptr<Answer> answer_;
};

TEST_F(LimitsTest, WhatComesOfTheEndOfAnIsolateStartsNoOther) {
  Run(Handler("if (request.url.endsWith('/loop')) for (;;) {}"
              " await new Promise((done) => setTimeout(done, 10000)); return new Response('?');"),
      Cpu(50));
  http::Request request;
  request.head.method = "GET";
  request.head.target = "/waits";
  auto waits = std::make_shared<Answer>();
  service_->Fetch(std::move(request), http::Responder(std::make_unique<LeavingSink>(waits)));
  RunUntil([&] { return waits->on_disconnect != nullptr; });
  Get("/loop");
  EXPECT_TRUE(waits->over());
  for (int i = 0; i < 20; ++i) Round();
  node_.RefreshGauges();
  EXPECT_EQ(meter_.isolates_idle.load() + meter_.isolates_active.load(), 0);
}

TEST_F(LimitsTest, WhatMemoriesReserveIsBounded) {
  Run(Handler("const all = []; const make = () => new WebAssembly.Memory("
              "{ initial: 1, maximum: 2, shared: true });"
              " try { for (;;) all.push(make()); }"
              " catch (error) { return new Response(`${all.length} ${error.name}`); }"),
      Cpu(30'000));
  EXPECT_EQ(Get("/")->body, "1000 RangeError");
  Run(Handler("new WebAssembly.Memory({ initial: 1 }); return new Response('fine');"));
  EXPECT_EQ(Get("/")->body, "fine") << "another isolate has room";
}

TEST_F(LimitsTest, RequestsThatHaveNotBegunGoToTheNextIsolate) {
  Run(Handler("for (;;) {}"), Cpu(50));
  auto loop = Fetch("/");
  auto fine = Fetch("/fine");
  RunUntil([&] { return lane_.active() == 0; });
  EXPECT_EQ(fine->body, "fine");
  EXPECT_THAT(loop->body, HasSubstr("CPU"));
}

TEST_F(LimitsTest, AnIdleIsolateIsEvictedAndComesBack) {
  NodeOptions options;
  options.memory_target_bytes = 1;  // more is taken already
  Node node(*snapshot_, base::Clock::Real(), observer_, meter_, options);
  Lane lane(node);
  auto first =
      lane.NewService(MakeVersion("let n = 0; export default { fetch() { "
                                  "return new Response(String(++n)); } }"));
  auto second =
      lane.NewService(MakeVersion("export default { fetch() { return new Response('b') } }"));
  const auto get = [&](Service& service) {
    http::Request request;
    request.head.method = "GET";
    request.head.target = "/";
    auto answer = std::make_shared<Answer>();
    service.Fetch(std::move(request), http::Responder(std::make_unique<FakeSink>(answer)));
    while (!answer->over()) lane.RunOnce();
    return answer->body;
  };
  EXPECT_EQ(get(*first), "1");
  EXPECT_EQ(get(*first), "2");
  EXPECT_EQ(get(*second), "b");
  EXPECT_EQ(get(*first), "1") << "its isolate was dropped for the second one";
  EXPECT_GE(meter_.evictions.load(), 1u);
}

}  // namespace
}  // namespace worker
