#include "src/host/failure_answer.h"

#include <gtest/gtest.h>

#include <string>

namespace host {
namespace {

using worker::Limit;
using worker::Outcome;

TEST(FailureStatus, IsOfTheServerOrItsLimits) {
  EXPECT_EQ(FailureStatus(Outcome::kException), 500);
  EXPECT_EQ(FailureStatus(Outcome::kExceededCpu), 503);
  EXPECT_EQ(FailureStatus(Outcome::kLoadShed), 503);
  EXPECT_EQ(FailureStatus(Outcome::kScriptNotFound), 404);
}

TEST(PlainFailurePage, NamesTheLimit) {
  const struct {
    Outcome outcome;
    Limit limit;
    int status;
    const char* body;
  } cases[] = {
      {Outcome::kExceededCpu, Limit::kCpu, 503,
       "Worker exceeded CPU time limit.\nError code: 1102\nRequest ID: r1\n"},
      {Outcome::kExceededCpu, Limit::kStartupCpu, 503,
       "Worker exceeded startup CPU time limit.\nError code: 1102\nRequest ID: r1\n"},
      {Outcome::kExceededMemory, Limit::kMemory, 503,
       "Worker exceeded memory limit.\nError code: 1102\nRequest ID: r1\n"},
      {Outcome::kExceededWallTime, Limit::kWallTime, 503,
       "Worker exceeded wall time limit.\nRequest ID: r1\n"},
      {Outcome::kLoadShed, Limit::kQueue, 503,
       "Worker has too many requests waiting.\nRequest ID: r1\n"},
      {Outcome::kException, Limit::kNone, 500, "Internal Server Error\nRequest ID: r1\n"},
      {Outcome::kScriptNotFound, Limit::kNone, 404, "Not Found\nRequest ID: r1\n"},
  };
  for (const auto& [outcome, limit, status, expected] : cases) {
    std::string body;
    const worker::Failure failure = {outcome, "secret", "secret at x.js:1:1", "r1", limit};
    const http::ResponseHead head = PlainFailurePage(failure, &body);
    EXPECT_EQ(head.status, status);
    EXPECT_EQ(body, expected);
    EXPECT_EQ(head.headers.Get("content-type"), "text/plain;charset=UTF-8");
    EXPECT_EQ(head.headers.Get("cache-control"), "no-store");
    EXPECT_EQ(head.headers.Get("x-request-id"), "r1");
    EXPECT_EQ(head.headers.Has("retry-after"), outcome == Outcome::kLoadShed);
  }
}

TEST(PlainFailurePage, DoesWithoutARequestId) {
  std::string body;
  const worker::Failure failure = {Outcome::kLoadShed, "", "", "", Limit::kQueue};
  const http::ResponseHead head = PlainFailurePage(failure, &body);
  EXPECT_EQ(body, "Worker has too many requests waiting.\n");
  EXPECT_EQ(head.headers.Get("retry-after"), "1");
  EXPECT_FALSE(head.headers.Has("x-request-id"));
}

}  // namespace
}  // namespace host
