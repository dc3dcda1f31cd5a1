#include <gmock/gmock.h>

#include "src/host/local_fixture.h"

namespace host {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST_F(LocalSiteTest, TakesWhatLiesBelow) {
  for (const char* own : {"/cdn-cgi/local", "/cdn-cgi/local/", "/cdn-cgi/local/api/kv?x=1",
                          "/cdn-cgi/local?x", "/cdn-cgi/local/nothing"}) {
    EXPECT_TRUE(LocalSite::Takes(own)) << own;
  }
  for (const char* other :
       {"/", "/cdn-cgi/", "/cdn-cgi/locals", "/cdn-cgi/handler/scheduled", "/x?/cdn-cgi/local/"}) {
    EXPECT_FALSE(LocalSite::Takes(other)) << other;
  }
}

TEST_F(LocalSiteTest, AnswersWithThePage) {
  const auto page = Ask("GET", "/cdn-cgi/local/?x=1");
  EXPECT_EQ(page->status, 200);
  EXPECT_EQ(page->head.headers.Get("content-type"), "text/html; charset=utf-8");
  EXPECT_THAT(std::string(*page->head.headers.Get("content-security-policy")),
              HasSubstr("default-src 'self'"));
  EXPECT_THAT(page->body, HasSubstr("<title>"));
  for (const char* file : {"style.css", "icon.svg", "app.js", "dom.js", "words.js", "requests.js",
                           "kv.js", "kv_form.js", "crons.js"}) {
    const auto answer = Ask("GET", std::string("/cdn-cgi/local/") + file);
    EXPECT_EQ(answer->status, 200) << file;
    EXPECT_FALSE(answer->body.empty()) << file;
    EXPECT_EQ(answer->head.headers.Get("x-content-type-options"), "nosniff");
  }
  EXPECT_EQ(Ask("GET", "/cdn-cgi/local")->head.headers.Get("location"), "/cdn-cgi/local/");
  EXPECT_EQ(Ask("GET", "/cdn-cgi/local/../secret")->status, 404);
  EXPECT_EQ(Ask("POST", "/cdn-cgi/local/")->status, 405);
}

TEST_F(LocalSiteTest, RefusesOtherHosts) {
  http::Request request;
  request.head.method = "GET";
  request.head.target = "/cdn-cgi/local/api/workers";
  request.head.authority = "example.com:8787";
  const auto answer = AskPlainly(std::move(request));
  EXPECT_EQ(answer->status, 403);
  EXPECT_EQ(answer->body, "Invalid Host header");
}

TEST_F(LocalSiteTest, RefusesWhatOtherSitesMaySend) {
  journal_.Log({"w", "1", "log", "x"});
  for (const char* field : {"origin", "x-atoll-local"}) {
    http::Request request;
    request.head.method = "DELETE";
    request.head.target = "/cdn-cgi/local/api/requests";
    request.head.authority = "localhost:8787";
    request.head.headers.Add(field, "http://localhost:8787");
    EXPECT_EQ(AskPlainly(std::move(request))->status, 403) << field;
  }
  EXPECT_EQ(journal_.size(), 1u);
  EXPECT_EQ(Ask("DELETE", "/cdn-cgi/local/api/requests")->status, 200);
  EXPECT_EQ(journal_.size(), 0u);
}

TEST_F(LocalSiteTest, TellsOfWorkers) {
  EXPECT_EQ(Get("workers")->json()["workers"].size(), 0u);
  site_->workers().SetProblem("", "no configuration", false);
  EXPECT_EQ(Get("workers")->json()["workers"][0]["problem"], "no configuration");
  site_->workers().SetRunning(Version("shop"));
  EXPECT_EQ(Get("workers")->json()["workers"].size(), 2u) << "another one";
  site_->workers().Remove("");
  auto workers = Get("workers")->json()["workers"];
  ASSERT_EQ(workers.size(), 1u);
  EXPECT_EQ(workers[0]["name"], "shop");
  EXPECT_EQ(workers[0]["running"], true);
  EXPECT_EQ(workers[0]["crons"][0], "*/5 * * * *");
  EXPECT_EQ(workers[0]["bindings"][0]["resource"], "ns1");
  EXPECT_EQ(workers[0]["bindings"][1]["name"], "TOKEN");
  EXPECT_THAT(Get("workers")->body, Not(HasSubstr("a secret")));
  site_->workers().SetProblem("shop", "index.js:1:1: x", true);
  workers = Get("workers")->json()["workers"];
  EXPECT_EQ(workers[0]["running"], true);
  EXPECT_EQ(workers[0]["problem"], "index.js:1:1: x");
  EXPECT_EQ(workers[0]["bindings"].size(), 2u) << "those of the version that runs";
  site_->workers().SetRunning(Version("shop"));
  EXPECT_EQ(Get("workers")->json()["workers"][0]["problem"], "");
}

TEST_F(LocalSiteTest, TellsOfRequests) {
  journal_.Log({"shop", worker::RequestIdText(1), "warn", "text \xFF <b>"});
  worker::Report report;
  report.worker = "shop";
  report.request = 1;
  report.method = "GET";
  report.target = "/a?b=\"c\"";
  report.status = 404;
  report.outcome = worker::Outcome::kExceededCpu;
  report.limit = worker::Limit::kCpu;
  report.cpu_nanos = 1'234'567;
  report.subrequests = 3;
  report.cold = worker::StartKind::kPooled;
  journal_.Report(report);
  const auto all = Get("requests")->json();
  EXPECT_EQ(all["total"], 1);
  const auto& one = all["requests"][0];
  EXPECT_EQ(one["kind"], "fetch");
  EXPECT_EQ(one["target"], "/a?b=\"c\"");
  EXPECT_EQ(one["status"], 404);
  EXPECT_EQ(one["outcome"], "exceededCpu");
  EXPECT_EQ(one["limit"], "cpu");
  EXPECT_EQ(one["cpu"], 1.235);
  EXPECT_EQ(one["cold"], "pooled");
  EXPECT_EQ(one["warnings"], 1);
  EXPECT_EQ(one["text"], "text \xEF\xBF\xBD <b>");
  const auto whole = Get("requests/1")->json();
  EXPECT_EQ(whole["log"][0]["level"], "warn");
  EXPECT_EQ(whole["subrequests"], 3);
  EXPECT_EQ(Get("requests/2")->status, 404);
  EXPECT_EQ(Get("requests/x")->status, 404);
}

TEST_F(LocalSiteTest, RunsACron) {
  site_->workers().SetRunning(Version("shop"));
  const auto crons = Get("crons")->json()["crons"];
  EXPECT_EQ(crons[0]["worker"], "shop");
  // 2023-11-14T22:13:20Z is the clock's.
  EXPECT_EQ(crons[0]["next"], 1'700'000'100);
  const std::string path = "/cdn-cgi/local/api/crons/run?worker=shop&cron=*/5+*+*+*+*";
  const auto answer = Ask("POST", path);
  EXPECT_EQ(answer->status, 0) << "it runs";
  ASSERT_EQ(scheduled_.size(), 1u);
  EXPECT_EQ(scheduled_[0].first.worker, "shop");
  EXPECT_EQ(scheduled_[0].first.cron, "*/5 * * * *");
  EXPECT_EQ(scheduled_[0].first.scheduled_millis, 1'700'000'000'000);
  worker::ScheduledResult result;
  result.outcome = worker::Outcome::kException;
  result.request = 0xabc;
  result.cpu_nanos = 2'500'000;
  scheduled_[0].second(result);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->json()["outcome"], "exception");
  EXPECT_EQ(answer->json()["cpu"], 2.5);
  EXPECT_EQ(answer->json()["request"], "0000000000000abc");
}

TEST_F(LocalSiteTest, TellsWhyACronDoesNotRun) {
  const std::string path = "/cdn-cgi/local/api/crons/run?worker=shop&cron=";
  EXPECT_EQ(Ask("POST", path)->status, 404) << "no such worker";
  site_->workers().SetRunning(Version("shop"));
  EXPECT_EQ(Ask("GET", path)->status, 405);
  const auto wrong = Ask("POST", path + "x");
  EXPECT_EQ(wrong->status, 400);
  EXPECT_THAT(wrong->json()["error"].get<std::string>(), HasSubstr("x"));
  site_->workers().SetProblem("shop", "broken", false);
  EXPECT_EQ(Ask("POST", path + "*+*+*+*+*")->status, 409);
  EXPECT_TRUE(scheduled_.empty());
}

TEST_F(LocalSiteTest, TellsWhatIsThere) {
  const auto answer = Get("nothing");
  EXPECT_EQ(answer->status, 404);
  EXPECT_THAT(answer->json()["error"].get<std::string>(), HasSubstr("expected workers"));
}

}  // namespace
}  // namespace host
