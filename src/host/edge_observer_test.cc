#include "src/host/edge_observer.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

namespace host {
namespace {

worker::Failure SomeFailure() {
  return {worker::Outcome::kException, "Error: a\nb", "Error: a\nb\n    at x (a.js:1:1)", "r1"};
}

TEST(EdgeObserver, WritesOneLineAFailure) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  Console console(ends[1], ends[1], false);
  EdgeObserver observer(console);
  observer.OnFailure("shop", SomeFailure());
  char buffer[512];
  EXPECT_EQ(std::string(buffer, read(ends[0], buffer, sizeof(buffer))),
            "failure worker=shop request=r1 outcome=exception message=\"Error: a\\nb\" "
            "stack=\"Error: a\\nb\\n    at x (a.js:1:1)\"\n");
  observer.OnLog({"shop", "", "warn", "say \"hi\"\x1b"});
  EXPECT_EQ(std::string(buffer, read(ends[0], buffer, sizeof(buffer))),
            "console worker=shop level=warn text=\"say \\\"hi\\\"\\x1b\"\n");
  close(ends[0]);
  close(ends[1]);
}

TEST(EdgeObserver, TellsAStrangerNothing) {
  Console console(-1, -1, false);
  EdgeObserver observer(console);
  std::string body;
  http::RequestHead request;
  request.headers.Add("accept", "text/html");
  const http::ResponseHead head = observer.FailurePage(SomeFailure(), request, &body);
  EXPECT_EQ(head.status, 500);
  EXPECT_EQ(head.headers.Get("content-type"), "text/plain;charset=UTF-8");
  EXPECT_EQ(head.headers.Get("x-request-id"), "r1");
  EXPECT_EQ(body, "Internal Server Error\nRequest ID: r1\n");
}

TEST(EdgeObserver, WritesALineForAProblem) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  Console console(ends[1], ends[1], false);
  EdgeObserver observer(console);
  EXPECT_FALSE(observer.WantsReport(worker::Outcome::kOk));
  EXPECT_TRUE(observer.WantsReport(worker::Outcome::kExceededCpu));
  worker::Report report;
  report.worker = "shop";
  report.method = "GET";
  report.target = "/";
  report.status = 503;
  report.outcome = worker::Outcome::kExceededCpu;
  report.limit = worker::Limit::kCpu;
  observer.OnReport(report);
  char buffer[512];
  EXPECT_EQ(std::string(buffer, read(ends[0], buffer, sizeof(buffer))),
            "invocation request=0000000000000000 worker=shop outcome=exceededCpu limit=cpu "
            "method=GET target=\"/\" status=503 cpu_us=0 wall_us=0 start=warm\n");
  close(ends[0]);
  close(ends[1]);
}

TEST(EdgeObserver, WritesJson) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  Console console(ends[1], ends[1], false);
  EdgeObserver observer(console, {LogInvocations::kNone, LogFormat::kJson});
  EXPECT_FALSE(observer.WantsReport(worker::Outcome::kException));
  observer.OnLog({"shop", "r1", "log", "hi"});
  char buffer[512];
  EXPECT_EQ(std::string(buffer, read(ends[0], buffer, sizeof(buffer))),
            "{\"event\":\"console\",\"worker\":\"shop\",\"request\":\"r1\",\"level\":\"log\","
            "\"text\":\"hi\"}\n");
  close(ends[0]);
  close(ends[1]);
}

}  // namespace
}  // namespace host
