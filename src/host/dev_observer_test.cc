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
  observer.OnReport(report);
  EXPECT_EQ(pipes.Out(), "GET /a?b\\x1b 200 OK (3ms)\n");
  report.status = 0;
  report.outcome = worker::Outcome::kCanceled;
  observer.OnReport(report);
  EXPECT_EQ(pipes.Out(), "GET /a?b\\x1b canceled\n");
}

TEST(DevObserver, ColoursTheStatus) {
  Pipes pipes(/*colour=*/true);
  DevObserver observer(pipes.console(), LogLevel::kLog);
  observer.PrintRequest("GET", "/", 404, 0);
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

TEST(DevObserver, IsSilentAtLevelNone) {
  Pipes pipes;
  DevObserver observer(pipes.console(), LogLevel::kNone);
  observer.OnLog(Line("error", "e"));
  observer.OnFailure("w", worker::Failure());
  observer.PrintRequest("GET", "/", 200, 0);
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
