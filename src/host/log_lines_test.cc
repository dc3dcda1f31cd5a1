#include "src/host/log_lines.h"

#include <gtest/gtest.h>

#include <string>

#include "nlohmann/json.hpp"

namespace host {
namespace {

worker::Report SomeReport() {
  worker::Report report;
  report.worker = "shop";
  report.version = "00ff";
  report.request = 0x1f;
  report.method = "GET";
  report.target = "/a?\"b\"";
  report.status = 200;
  report.wall_nanos = 3'210'999;
  report.cpu_nanos = 412'000;
  return report;
}

TEST(InvocationLine, HasWhatIsKnown) {
  worker::Report report = SomeReport();
  EXPECT_EQ(InvocationLine(report, LogFormat::kHuman),
            "invocation request=000000000000001f worker=shop version=00ff outcome=ok method=GET "
            "target=\"/a?\\\"b\\\"\" status=200 cpu_us=412 wall_us=3210 start=warm\n");
  report.outcome = worker::Outcome::kExceededCpu;
  report.limit = worker::Limit::kCpu;
  report.status = 503;
  report.cold = worker::StartKind::kPooled;
  EXPECT_EQ(InvocationLine(report, LogFormat::kJson),
            "{\"event\":\"invocation\",\"request\":\"000000000000001f\",\"worker\":\"shop\","
            "\"version\":\"00ff\",\"outcome\":\"exceededCpu\",\"limit\":\"cpu\",\"method\":\"GET\","
            "\"target\":\"/a?\\\"b\\\"\",\"status\":503,\"cpu_us\":412,\"wall_us\":3210,"
            "\"start\":\"cold-pooled\"}\n");
}

TEST(FailureLine, NamesTheLimit) {
  worker::Failure failure = {worker::Outcome::kExceededMemory, "m", "raw", "r1",
                             worker::Limit::kMemory};
  EXPECT_EQ(FailureLine("w", failure, "a\nb", LogFormat::kHuman),
            "failure worker=w request=r1 outcome=exceededMemory limit=memory message=\"m\" "
            "stack=\"a\\nb\"\n");
  EXPECT_EQ(FailureLine("w", failure, "a\nb", LogFormat::kJson),
            "{\"event\":\"failure\",\"worker\":\"w\",\"request\":\"r1\",\"outcome\":"
            "\"exceededMemory\",\"limit\":\"memory\",\"message\":\"m\",\"stack\":\"a\\nb\"}\n");
}

TEST(ParkedLine, SaysWhatIsLost) {
  EXPECT_EQ(ParkedLine({"w", "stuck", 2, 1'000}, LogFormat::kHuman),
            "parked worker=w why=stuck threads=2 heap_bytes=1000\n");
}

TEST(ConsoleLine, StaysOneLineWhateverIsPrinted) {
  const std::string text = "a\nb\r\t\x1b[31m\"\\ \xff \xe2\x82\xac";
  const worker::LogLine line = {"w", "", "warn", ""};
  for (const LogFormat format : {LogFormat::kHuman, LogFormat::kJson}) {
    const std::string out = ConsoleLine(line, text, format);
    EXPECT_EQ(out.find_first_of("\n\r\x1b"), out.size() - 1) << out;
  }
  const auto json = nlohmann::json::parse(ConsoleLine(line, text, LogFormat::kJson));
  EXPECT_EQ(json["event"], "console");
  EXPECT_EQ(json["level"], "warn");
  EXPECT_FALSE(json.contains("request"));
  EXPECT_EQ(json["text"], "a\nb\r\t\x1b[31m\"\\ \xef\xbf\xbd \xe2\x82\xac");
}

TEST(WantsLine, KnowsAProblem) {
  using worker::Outcome;
  EXPECT_TRUE(WantsLine(LogInvocations::kAll, Outcome::kOk));
  EXPECT_FALSE(WantsLine(LogInvocations::kProblems, Outcome::kOk));
  EXPECT_FALSE(WantsLine(LogInvocations::kProblems, Outcome::kCanceled));
  EXPECT_TRUE(WantsLine(LogInvocations::kProblems, Outcome::kException));
  EXPECT_TRUE(WantsLine(LogInvocations::kProblems, Outcome::kLoadShed));
  EXPECT_FALSE(WantsLine(LogInvocations::kNone, Outcome::kInternalError));
}

}  // namespace
}  // namespace host
