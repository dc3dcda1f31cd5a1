#include "src/host/dev_observer.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

namespace host {
namespace {

// A console whose two ends can be read.
class Pipes {
 public:
  explicit Pipes(bool colour = false) {
    EXPECT_EQ(pipe2(out_, O_NONBLOCK), 0);
    EXPECT_EQ(pipe2(err_, O_NONBLOCK), 0);
    console_.emplace(out_[1], err_[1], colour);
  }
  ~Pipes() {
    for (int end : {out_[0], out_[1], err_[0], err_[1]}) close(end);
  }
  Console& console() { return *console_; }
  std::string Out() { return Read(out_[0]); }
  std::string Error() { return Read(err_[0]); }

 private:
  static std::string Read(int from) {
    char buffer[4096];
    const ssize_t count = read(from, buffer, sizeof(buffer));
    return count > 0 ? std::string(buffer, count) : "";
  }
  int out_[2];
  int err_[2];
  std::optional<Console> console_;
};

worker::LogLine Line(std::string_view level, std::string_view text) {
  return {"w", "r", level, text};
}

TEST(DevObserver, PrintsARequest) {
  Pipes pipes;
  DevObserver observer(pipes.console(), LogLevel::kLog);
  worker::Report report;
  report.method = "GET";
  report.target = "/a?b\x1b";
  report.status = 200;
  report.wall_nanos = 2'600'000;
  report.cpu_nanos = 412'345;
  observer.OnReport(report);
  EXPECT_EQ(pipes.Out(), "GET /a?b\\x1b 200 OK (3ms, 0.41ms CPU)\n");
  report.subrequests = 1;
  observer.OnReport(report);
  EXPECT_EQ(pipes.Out(), "GET /a?b\\x1b 200 OK (3ms, 0.41ms CPU, 1 subrequest)\n");
  report.subrequests = 2;
  report.kv_operations = 3;
  observer.OnReport(report);
  EXPECT_EQ(pipes.Out(), "GET /a?b\\x1b 200 OK (3ms, 0.41ms CPU, 2 subrequests, 3 KV)\n");
  report.subrequests = 0;
  report.kv_operations = 0;
  report.status = 503;
  report.outcome = worker::Outcome::kExceededCpu;
  report.cpu_nanos = 51'700'000;
  observer.OnReport(report);
  EXPECT_EQ(pipes.Out(), "GET /a?b\\x1b 503 Service Unavailable exceededCpu (3ms, 52ms CPU)\n");
  report.status = 0;
  report.outcome = worker::Outcome::kCanceled;
  report.cpu_nanos = 0;
  observer.OnReport(report);
  EXPECT_EQ(pipes.Out(), "GET /a?b\\x1b canceled (3ms, 0ms CPU)\n");
}

TEST(DevObserver, PrintsTheRequestsThatAreAskedFor) {
  Pipes pipes;
  using worker::Outcome;
  EXPECT_TRUE(DevObserver(pipes.console(), LogLevel::kLog).WantsReport(Outcome::kOk));
  EXPECT_FALSE(DevObserver(pipes.console(), LogLevel::kWarn).WantsReport(Outcome::kOk));
  const DevObserver problems(pipes.console(), LogLevel::kLog, {LogInvocations::kProblems});
  EXPECT_FALSE(problems.WantsReport(Outcome::kOk));
  EXPECT_TRUE(problems.WantsReport(Outcome::kException));
}

TEST(DevObserver, WritesJson) {
  Pipes pipes;
  DevObserver observer(pipes.console(), LogLevel::kLog, {LogInvocations::kAll, LogFormat::kJson});
  observer.OnLog(Line("log", "a\nb"));
  EXPECT_EQ(pipes.Out(),
            "{\"event\":\"console\",\"worker\":\"w\",\"request\":\"r\",\"level\":\"log\","
            "\"text\":\"a\\nb\"}\n");
  observer.PrintRequest("w", "GET", "/", 500, 1.5);
  EXPECT_EQ(pipes.Out(),
            "{\"event\":\"request\",\"method\":\"GET\",\"target\":\"/\",\"status\":500,"
            "\"wall_us\":1500}\n");
  observer.OnFailure("w", {worker::Outcome::kException, "Error: x", "Error: x", "r"});
  EXPECT_TRUE(pipes.Error().starts_with("{\"event\":\"failure\",\"worker\":\"w\""));
}

TEST(DevObserver, AnswersALimitedRequest) {
  Pipes pipes;
  DevObserver observer(pipes.console(), LogLevel::kLog);
  const worker::Failure failure = {worker::Outcome::kLoadShed, "", "", "r1", worker::Limit::kQueue};
  http::RequestHead request;
  std::string body;
  http::ResponseHead head = observer.FailurePage(failure, request, &body);
  EXPECT_EQ(head.status, 503);
  EXPECT_EQ(head.headers.Get("retry-after"), "1");
  EXPECT_EQ(head.headers.Get("x-request-id"), "r1");
  EXPECT_EQ(head.headers.Get("cache-control"), "no-store");
  EXPECT_EQ(body,
            "The request failed: loadShed: Worker has too many requests waiting.\n"
            "Request ID: r1\n");
  request.headers.Add("accept", "text/html");
  head = observer.FailurePage(failure, request, &body);
  EXPECT_EQ(head.headers.Get("content-type"), "text/html;charset=UTF-8");
  EXPECT_NE(body.find("Worker has too many requests waiting."), std::string::npos);
}

TEST(DevObserver, ColoursTheStatus) {
  Pipes pipes(/*colour=*/true);
  DevObserver observer(pipes.console(), LogLevel::kLog);
  observer.PrintRequest("w", "GET", "/", 404, 0);
  EXPECT_EQ(pipes.Out(), "GET / \x1b[33m404 Not Found\x1b[0m (0ms)\n");
}

TEST(DevObserver, SplitsTheConsoleByLevel) {
  Pipes pipes;
  DevObserver observer(pipes.console(), LogLevel::kLog);
  observer.OnLog(Line("log", "a\nb"));
  observer.OnLog(Line("debug", "hidden"));
  observer.OnLog(Line("warn", "w"));
  observer.OnLog(Line("error", "e"));
  EXPECT_EQ(pipes.Out(), "a\nb\n");
  EXPECT_EQ(pipes.Error(), "w\ne\n");
}

TEST(DevObserver, NamesSeveralWorkers) {
  Pipes pipes;
  DevObserver observer(pipes.console(), LogLevel::kLog);
  observer.NameWorkers(true);
  observer.OnLog(Line("log", "a"));
  observer.PrintRequest("w", "GET", "/", 200, 0);
  EXPECT_EQ(pipes.Out(), "[w] a\n[w] GET / 200 OK (0ms)\n");
  observer.OnFailure("w", {worker::Outcome::kException, "Error: x", "", "r"});
  EXPECT_EQ(pipes.Error(), "[w] Uncaught exception: Error: x\n");
}

TEST(DevObserver, LooksAFailureUpInItsWorker) {
  Pipes pipes;
  DevObserver observer(pipes.console(), LogLevel::kNone);
  for (const char* name : {"one", "two"}) {
    auto version = std::make_shared<worker::Version>();
    version->spec.name = name;
    version->graph.modules.push_back(
        {"a.js", engine::ModuleKind::kESModule, base::Bytes(std::string("of ") + name), {}});
    observer.SetVersion(version, nullptr);
  }
  const worker::Failure failure = {worker::Outcome::kException, "Error: x",
                                   "Error: x\n    at a.js:1:1", "r1"};
  for (const char* name : {"one", "two"}) {
    observer.OnFailure(name, failure);
    http::RequestHead request;
    std::string body;
    observer.FailurePage(failure, request, &body);
    EXPECT_NE(body.find(std::string("of ") + name), std::string::npos) << body;
  }
}

TEST(DevObserver, TellsOthersWhateverTheLevel) {
  struct Events : DevEvents {
    void OnRequest(const worker::Report& report) override { told += report.method; }
    void OnLog(const worker::LogLine& line) override { told += line.text; }
    void OnFailure(std::string_view, const worker::Failure&, const ErrorReport& report) override {
      told += report.message;
    }
    std::string told;
  } events;
  Pipes pipes;
  DevObserver observer(pipes.console(), LogLevel::kNone);
  observer.SetEvents(&events);
  EXPECT_TRUE(observer.WantsReport(worker::Outcome::kOk));
  worker::Report report;
  report.method = "GET";
  observer.OnReport(report);
  observer.OnLog(Line("debug", " said "));
  observer.OnFailure("w", {worker::Outcome::kException, "Error: x", "", "r"});
  EXPECT_EQ(events.told, "GET said Error: x");
  EXPECT_EQ(pipes.Out() + pipes.Error(), "");
}

TEST(DevObserver, IsSilentAtLevelNone) {
  Pipes pipes;
  DevObserver observer(pipes.console(), LogLevel::kNone);
  observer.OnLog(Line("error", "e"));
  observer.OnFailure("w", worker::Failure());
  observer.PrintRequest("w", "GET", "/", 200, 0);
  EXPECT_EQ(pipes.Out() + pipes.Error(), "");
}

TEST(DevObserver, ShowsTheSourceLineOfAFailure) {
  Pipes pipes;
  DevObserver observer(pipes.console(), LogLevel::kLog);
  auto version = std::make_shared<worker::Version>();
  version->graph.modules.push_back(
      {"a.js", engine::ModuleKind::kESModule, base::Bytes::Static("throw 1"), {}});
  observer.SetVersion(version, nullptr);
  worker::Failure failure;
  failure.message = "Error: x";
  failure.stack = "Error: x\n    at a.js:1:1";
  observer.OnFailure("w", failure);
  EXPECT_EQ(pipes.Error(),
            "Uncaught exception: Error: x\n  a.js:1:1\n    throw 1\n    ^\n    at a.js:1:1\n");
}

TEST(LogLevel, KnowsItsNames) {
  EXPECT_EQ(ParseLogLevel("debug"), LogLevel::kDebug);
  EXPECT_EQ(ParseLogLevel("none"), LogLevel::kNone);
  EXPECT_EQ(ParseLogLevel("loud"), std::nullopt);
}

}  // namespace
}  // namespace host
