#include "src/engine/inspector.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "src/engine/engine_fixture.h"
#include "src/engine/watchdog.h"

namespace engine {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr absl::Duration kPatience = absl::Seconds(60);

constexpr std::string_view kWorker = R"(
export default (argument) => {
  const secret = argument * 2;
  record("before");
  record(`secret ${secret}`);
};
)";

// A debugger that remembers what it is told.
class Debugger {
 public:
  // `on_message` is called for each that comes.
  explicit Debugger(
      Inspector& inspector, std::function<void()> on_message = [] {})
      : inspector_(inspector) {
    session_ = inspector.Connect([this, on_message](std::string message) {
      on_message();
      absl::MutexLock lock(mutex_);
      messages_.push_back(std::move(message));
    });
  }

  // Sends a call; its number.
  int Call(std::string_view method, std::string_view params = "{}") {
    inspector_.Dispatch(session_, absl::StrCat(R"({"id":)", ++last_id_, R"(,"method":")", method,
                                               R"(","params":)", params, "}"));
    return last_id_;
  }
  void Leave() { inspector_.Disconnect(session_); }

  // Waits for a message that has `text`, among those that have come since the last one was found;
  // "" when none comes.
  std::string Await(std::string_view text) {
    absl::MutexLock lock(mutex_);
    std::string found;
    const auto has_come = [&] {
      mutex_.AssertHeld();
      for (; next_ < messages_.size(); ++next_) {
        if (absl::StrContains(messages_[next_], text)) return true;
      }
      return false;
    };
    if (!mutex_.AwaitWithTimeout(absl::Condition(&has_come), kPatience)) return "";
    return messages_[next_++];
  }
  std::string Answer(int id) { return Await(absl::StrCat(R"({"id":)", id, ",")); }

 private:
  Inspector& inspector_;
  uint32_t session_ = 0;
  int last_id_ = 0;
  absl::Mutex mutex_;
  std::vector<std::string> messages_ ABSL_GUARDED_BY(mutex_);
  size_t next_ ABSL_GUARDED_BY(mutex_) = 0;
};

// The part of a message between `before` and the next quotation mark.
std::string Between(std::string_view message, std::string_view before) {
  const size_t at = message.find(before);
  if (at == message.npos) return "";
  const std::string_view rest = message.substr(at + before.size());
  return std::string(rest.substr(0, rest.find('"')));
}

class InspectorTest : public EngineTest {
 protected:
  void MakeWorker(std::string_view source = kWorker) {
    auto loaded = Load({{"main.js", std::string(source)}});
    ASSERT_TRUE(std::holds_alternative<ModuleGraph>(loaded));
    graph_ = std::get<ModuleGraph>(std::move(loaded));
    isolate_ = Isolate::New(*snapshot_, {});
    isolate_->SetHost(&recorder_);
    isolate_->SetInspector(inspector_);
  }

  // A turn that does what debuggers ask for, and starts the worker or calls it.
  void RunTurn(bool starts) {
    Watch watch(watchdog_);
    Budget budget(budget_nanos_);
    Turn turn(*isolate_, kWallMillis, budget, {&watch, nullptr, 1});
    turn.Inspect();
    if (starts) {
      EXPECT_EQ(turn.Start(graph_, "{}"), std::nullopt);
    } else {
      turn.Call(isolate_->Entry("dispatch"), 1, 21);
      turn.Drain();
    }
    used_nanos_ = budget.used_nanos();
    turn.EndInspection();
  }
  void Inspect() {
    Budget budget;
    Turn turn(*isolate_, kWallMillis, budget);
    turn.Inspect();
    turn.EndInspection();
  }

  // Sets a breakpoint in the line that records the secret.
  void BreakAtSecret(Debugger& debugger) {
    debugger.Call("Runtime.enable");
    debugger.Call("Debugger.enable");
    const int id =
        debugger.Call("Debugger.setBreakpointByUrl", R"({"url":"main.js","lineNumber":4})");
    Inspect();
    EXPECT_THAT(debugger.Answer(id), HasSubstr("breakpointId"));
  }

  // Has the debugger call what never ends, in a turn on the thread.
  std::thread CallWithoutEnd(Debugger& debugger) {
    debugger.Call("Runtime.enable");
    debugger.Call("Runtime.evaluate",
                  R"x({"expression":"ops.tellConsole('log', ['runs']); for (;;);"})x");
    budget_nanos_ = 20'000'000;
    std::thread turn([this] { RunTurn(false); });
    EXPECT_THAT(debugger.Await("Runtime.consoleAPICalled"), HasSubstr("runs"));
    return turn;
  }

  Watchdog watchdog_;
  Inspectors inspectors_;
  const std::shared_ptr<Inspector> inspector_ = inspectors_.Of("worker");
  int64_t budget_nanos_ = Budget::kUnlimited;
  int64_t used_nanos_ = 0;
};

TEST_F(InspectorTest, NobodyInspectsAnIsolateWithoutDebuggers) {
  MakeWorker();
  EXPECT_FALSE(isolate_->IsInspected());
  RunTurn(true);
  EXPECT_FALSE(isolate_->IsInspected());
  Debugger debugger(*inspector_);
  EXPECT_TRUE(isolate_->IsInspected());
  EXPECT_TRUE(isolate_->HasInspectorWork());
  Inspect();
  EXPECT_FALSE(isolate_->HasInspectorWork());
  debugger.Leave();
  EXPECT_TRUE(isolate_->IsInspected()) << "V8's inspector is to go first";
  Inspect();
  EXPECT_FALSE(isolate_->IsInspected());
}

TEST_F(InspectorTest, ExpressionsAreEvaluated) {
  MakeWorker();
  RunTurn(true);
  Debugger debugger(*inspector_);
  const int id = debugger.Call("Runtime.evaluate", R"({"expression":"'caf\u00e9 ' + 6 * 7"})");
  Inspect();
  EXPECT_THAT(debugger.Answer(id), HasSubstr(R"("value":"caf\u00e9 42")"));
}

TEST_F(InspectorTest, ABreakpointPausesAndShowsVariables) {
  MakeWorker();
  RunTurn(true);
  Debugger debugger(*inspector_);
  BreakAtSecret(debugger);
  std::thread turn([this] { RunTurn(false); });
  const std::string paused = debugger.Await("Debugger.paused");
  EXPECT_THAT(paused, HasSubstr(R"("reason":"other")"));
  const std::string frame = Between(paused, R"("callFrameId":")");
  const int id =
      debugger.Call("Debugger.evaluateOnCallFrame",
                    absl::StrCat(R"({"callFrameId":")", frame, R"(","expression":"secret"})"));
  EXPECT_THAT(debugger.Answer(id), HasSubstr(R"("value":42)"));
  // It answers in the pause.
  EXPECT_TRUE(inspector_->paused());
  debugger.Call("Debugger.stepOver");
  EXPECT_THAT(debugger.Await("Debugger.resumed"), Not(""));
  EXPECT_THAT(debugger.Await("Debugger.paused"), HasSubstr(R"("lineNumber":5)"));
  debugger.Call("Debugger.resume");
  turn.join();
  EXPECT_FALSE(inspector_->paused());
  EXPECT_EQ(recorder_.lines.back(), "1:secret 42");
}

TEST_F(InspectorTest, APauseCountsForNoLimit) {
  MakeWorker();
  budget_nanos_ = 20'000'000;
  RunTurn(true);
  Debugger debugger(*inspector_);
  BreakAtSecret(debugger);
  std::thread turn([this] { RunTurn(false); });
  const std::string paused = debugger.Await("Debugger.paused");
  const int64_t before = inspectors_.PausedNanos();
  // Takes the thread longer than it may.
  const int id =
      debugger.Call("Debugger.evaluateOnCallFrame",
                    absl::StrCat(R"({"callFrameId":")", Between(paused, R"("callFrameId":")"),
                                 R"(","expression":"for (let i = 0; i < 3e8; ++i); 'done'"})"));
  EXPECT_THAT(debugger.Answer(id), HasSubstr("done"));
  const int64_t took = inspectors_.PausedNanos() - before;
  EXPECT_GT(took, budget_nanos_);
  debugger.Call("Debugger.resume");
  turn.join();
  EXPECT_EQ(isolate_->termination(), Termination::kNone);
  EXPECT_LT(used_nanos_, took);
  EXPECT_EQ(recorder_.lines.back(), "1:secret 42");
}

TEST_F(InspectorTest, ADebuggerThatComesInAPauseIsToldOfIt) {
  MakeWorker();
  RunTurn(true);
  Debugger first(*inspector_);
  BreakAtSecret(first);
  std::thread turn([this] { RunTurn(false); });
  EXPECT_THAT(first.Await("Debugger.paused"), Not(""));
  Debugger second(*inspector_);
  second.Call("Debugger.enable");
  EXPECT_THAT(second.Await("Debugger.paused"), HasSubstr(R"("lineNumber":4)"));
  second.Call("Debugger.resume");
  EXPECT_THAT(first.Await("Debugger.resumed"), Not(""));
  turn.join();
  EXPECT_EQ(recorder_.lines.back(), "1:secret 42");
}

TEST_F(InspectorTest, AWorkerGoesOnWhenItsDebuggerLeaves) {
  MakeWorker();
  RunTurn(true);
  Debugger debugger(*inspector_);
  BreakAtSecret(debugger);
  std::thread turn([this] { RunTurn(false); });
  EXPECT_THAT(debugger.Await("Debugger.paused"), Not(""));
  debugger.Leave();
  turn.join();
  EXPECT_EQ(recorder_.lines.back(), "1:secret 42");
  EXPECT_FALSE(isolate_->IsInspected());
}

TEST_F(InspectorTest, ADebuggerMayLeaveWhileItsCallRuns) {
  MakeWorker();
  RunTurn(true);
  Debugger debugger(*inspector_);
  debugger.Call("Debugger.enable");
  debugger.Call("Runtime.evaluate", R"x({"expression":"debugger; record('after')"})x");
  std::thread turn([this] { Inspect(); });
  EXPECT_THAT(debugger.Await("Debugger.paused"), Not(""));
  debugger.Leave();
  turn.join();
  EXPECT_EQ(recorder_.lines.back(), "0:after");
  EXPECT_FALSE(isolate_->IsInspected());
}

TEST_F(InspectorTest, ACallIsLimitedOnceItsDebuggerHasLeft) {
  MakeWorker();
  RunTurn(true);
  Debugger debugger(*inspector_);
  std::thread turn = CallWithoutEnd(debugger);
  debugger.Leave();
  turn.join();
  EXPECT_EQ(isolate_->termination(), Termination::kCpu);
}

TEST_F(InspectorTest, ACallIsLimitedOnceAnotherIsolateHasTheSessions) {
  MakeWorker();
  RunTurn(true);
  Debugger debugger(*inspector_);
  std::thread turn = CallWithoutEnd(debugger);
  std::unique_ptr<Isolate> next = Isolate::New(*snapshot_, {});
  next->SetInspector(inspector_);
  turn.join();
  EXPECT_EQ(isolate_->termination(), Termination::kCpu);
}

TEST_F(InspectorTest, NothingPausesOnceTheProcessEnds) {
  MakeWorker();
  RunTurn(true);
  Debugger debugger(*inspector_);
  BreakAtSecret(debugger);
  std::thread turn([this] { RunTurn(false); });
  EXPECT_THAT(debugger.Await("Debugger.paused"), Not(""));
  inspectors_.Quit();
  turn.join();
  EXPECT_EQ(recorder_.lines.back(), "1:secret 42");
  RunTurn(false);
  // Nor does a worker that nobody had asked for before.
  const std::shared_ptr<Inspector> another = inspectors_.Of("another");
  Debugger late(*another);
  std::unique_ptr<Isolate> isolate = Isolate::New(*snapshot_, {});
  isolate->SetInspector(another);
  EXPECT_FALSE(isolate->IsInspected());
}

TEST_F(InspectorTest, TheNextIsolateHasTheBreakpoints) {
  MakeWorker();
  RunTurn(true);
  Debugger debugger(*inspector_);
  BreakAtSecret(debugger);
  std::thread turn([this] { RunTurn(false); });
  EXPECT_THAT(debugger.Await("Debugger.paused"), Not(""));

  // The one that is paused goes on when another takes its place.
  std::unique_ptr<Isolate> next = Isolate::New(*snapshot_, {});
  next->SetHost(&recorder_);
  next->SetInspector(inspector_);
  turn.join();
  EXPECT_THAT(debugger.Await("Debugger.resumed"), Not(""));
  EXPECT_EQ(recorder_.lines.back(), "1:secret 42");
  EXPECT_FALSE(isolate_->IsInspected());
  isolate_ = std::move(next);
  RunTurn(true);
  EXPECT_THAT(debugger.Await("Runtime.executionContextsCleared"), Not(""));
  EXPECT_THAT(debugger.Await("Runtime.executionContextCreated"), HasSubstr("worker"));
  std::thread again([this] { RunTurn(false); });
  EXPECT_THAT(debugger.Await("Debugger.paused"), HasSubstr(R"("lineNumber":4)"));
  debugger.Call("Debugger.resume");
  again.join();
}

TEST_F(InspectorTest, WhatAnIsolateLeavesUndoneIsForTheOneBefore) {
  MakeWorker();
  RunTurn(true);
  Debugger debugger(*inspector_);
  Inspect();
  std::unique_ptr<Isolate> next = Isolate::New(*snapshot_, {});
  next->SetInspector(inspector_);
  const int id = debugger.Call("Runtime.evaluate", R"({"expression":"6 * 7"})");
  EXPECT_FALSE(isolate_->HasInspectorWork());
  int woken = 0;
  inspector_->OnWork(this, [&woken] { ++woken; });
  next = nullptr;
  inspector_->OnWork(this, nullptr);
  EXPECT_EQ(woken, 1);
  EXPECT_TRUE(isolate_->HasInspectorWork());
  Inspect();
  EXPECT_THAT(debugger.Answer(id), HasSubstr(R"("value":42)"));
}

TEST_F(InspectorTest, OneThatComesWhileSessionsAreTakenOverIsAnswered) {
  MakeWorker();
  RunTurn(true);
  bool taken_over = false;
  std::optional<Debugger> second;
  int id = 0;
  // V8 tells the first of the context while the next isolate makes its session.
  Debugger first(*inspector_, [&] {
    if (!taken_over || second.has_value()) return;
    second.emplace(*inspector_);
    id = second->Call("Runtime.evaluate", R"({"expression":"6 * 7"})");
  });
  first.Call("Runtime.enable");
  Inspect();
  isolate_ = Isolate::New(*snapshot_, {});
  isolate_->SetHost(&recorder_);
  isolate_->SetInspector(inspector_);
  taken_over = true;
  RunTurn(true);
  ASSERT_TRUE(second.has_value());
  Inspect();
  EXPECT_THAT(second->Answer(id), HasSubstr(R"("value":42)"));
}

TEST_F(InspectorTest, ADebuggerInterruptsJavaScriptThatRuns) {
  MakeWorker("export default () => { record('runs'); while (!globalThis.stop); record('ran'); }");
  RunTurn(true);
  Debugger debugger(*inspector_);
  debugger.Call("Debugger.enable");
  Inspect();
  std::thread turn([this] { RunTurn(false); });
  debugger.Call("Debugger.pause");
  EXPECT_THAT(debugger.Await("Debugger.paused"), Not(""));
  const int id = debugger.Call("Runtime.evaluate", R"({"expression":"globalThis.stop = true"})");
  EXPECT_THAT(debugger.Answer(id), HasSubstr("true"));
  debugger.Call("Debugger.resume");
  turn.join();
  EXPECT_EQ(recorder_.lines.back(), "1:ran");
}

TEST_F(InspectorTest, ConsoleAndExceptionsAreShown) {
  MakeWorker(R"(export default () => {
    ops.tellConsole("warn", [{a: 1}, "text"]);
    throw new TypeError("not caught");
  })");
  inspector_->SetUrls([](std::string_view name) { return absl::StrCat("file:///", name); });
  RunTurn(true);
  Debugger debugger(*inspector_);
  debugger.Call("Runtime.enable");
  RunTurn(false);
  const std::string shown = debugger.Await("Runtime.consoleAPICalled");
  EXPECT_THAT(shown, HasSubstr(R"("type":"warning")"));
  EXPECT_THAT(shown, HasSubstr(R"("properties":[{"name":"a","type":"number","value":"1"}])"));
  EXPECT_THAT(shown, HasSubstr("file:///main.js"));
  const std::string thrown = debugger.Await("Runtime.exceptionThrown");
  EXPECT_THAT(thrown, HasSubstr("TypeError: not caught"));
  EXPECT_THAT(thrown, HasSubstr("file:///main.js"));
  debugger.Leave();
  RunTurn(false);
}

TEST(PauseClockTest, CountsThePausesOfAllOnce) {
  PauseClock clock;
  EXPECT_EQ(clock.PausedNanos(), 0);
  clock.Begin();
  clock.Begin();
  clock.End();
  const int64_t first = clock.PausedNanos();
  absl::SleepFor(absl::Milliseconds(2));
  EXPECT_GE(clock.PausedNanos(), first + 2'000'000);
  clock.End();
  const int64_t whole = clock.PausedNanos();
  absl::SleepFor(absl::Milliseconds(2));
  EXPECT_EQ(clock.PausedNanos(), whole);
}

}  // namespace
}  // namespace engine
