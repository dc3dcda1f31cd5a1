#include "src/host/cron/run_url.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "src/host/cron/scheduler_fixture.h"

namespace host {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// What came back; status 0: nothing yet.
struct Answer {
  http::ResponseHead head;
  std::string body;
};

class AnswerSink : public http::ResponseSink {
 public:
  explicit AnswerSink(std::shared_ptr<Answer> answer) : answer_(std::move(answer)) {}
  void Send(http::ResponseHead head, base::Bytes body) override {
    EXPECT_EQ(answer_->head.status, 0) << "answered twice";
    *answer_ = {std::move(head), std::string(body.view())};
  }
  void Start(http::ResponseHead, std::optional<uint64_t>) override { FAIL() << "it is short"; }
  void Write(base::Bytes, absl::AnyInvocable<void(absl::Status)>) override {}
  void End() override {}
  void Abort() override {}
  void OnDisconnect(absl::AnyInvocable<void()>) override {}

 private:
  const std::shared_ptr<Answer> answer_;
};

class CronRunUrlTest : public CronSchedulerTest {
 protected:
  void SetUp() override {
    scheduler_ = New();
    scheduler_->SetWorker({"w", {"0 0 * * *"}, {}});
    scheduler_->SetWorker({"two", {"0 0 * * *", "1 0 * * *"}, {}});
    Turn();
  }
  std::shared_ptr<Answer> Ask(std::string query, std::string method = "POST",
                              bool has_scheduler = true) {
    http::RequestHead head;
    head.method = std::move(method);
    head.target = absl::StrCat(kCronRunPath, query);
    return Ask(head, has_scheduler);
  }
  std::shared_ptr<Answer> Ask(const http::RequestHead& head, bool has_scheduler = true) {
    auto answer = std::make_shared<Answer>();
    answer->head.status = 0;
    AnswerCronRun(head, http::Responder(std::make_unique<AnswerSink>(answer)),
                  has_scheduler ? scheduler_.get() : nullptr);
    Turn();
    return answer;
  }
};

TEST_F(CronRunUrlTest, AnswersWhenTheRunIsOver) {
  const auto answer = Ask("?worker=w&cron=0%200+*+*+*&time=1234567");
  EXPECT_EQ(answer->head.status, 0);
  ASSERT_THAT(given_, SizeIs(1));
  EXPECT_EQ(given_[0].event.worker, "w");
  EXPECT_EQ(given_[0].event.cron, "0 0 * * *");
  EXPECT_EQ(given_[0].event.scheduled_millis, 1'234'567);
  End(Result(worker::Outcome::kException, /*no_retry=*/true));
  EXPECT_EQ(answer->head.status, 200);
  EXPECT_EQ(answer->head.headers.Get("content-type"), "application/json");
  EXPECT_EQ(answer->head.headers.Get("cache-control"), "no-store");
  const auto json = nlohmann::json::parse(answer->body);
  EXPECT_EQ(json["outcome"], "exception");
  EXPECT_EQ(json["noRetry"], true);
  EXPECT_EQ(json["wall_ms"], 2.0);
  EXPECT_EQ(json["cpu_ms"], 1.0);
  EXPECT_EQ(json["request"], "0000000000000abc");
}

TEST_F(CronRunUrlTest, TheOnlyCronNeedsNoName) {
  Ask("?worker=w");
  ASSERT_THAT(given_, SizeIs(1));
  EXPECT_EQ(given_[0].event.scheduled_millis, kStartMillis) << "now";
  const auto answer = Ask("?worker=two");
  EXPECT_EQ(answer->head.status, 404);
  EXPECT_THAT(answer->body, HasSubstr("has several crons; expected one of"));
}

TEST_F(CronRunUrlTest, SaysWhatThereIs) {
  EXPECT_EQ(Ask("?worker=none")->head.status, 404);
  EXPECT_EQ(Ask("")->head.status, 404);
  const auto answer = Ask("?worker=w&cron=1+1+*+*+*");
  EXPECT_EQ(answer->head.status, 404);
  EXPECT_THAT(answer->body, HasSubstr("expected one of: \"0 0 * * *\""));
  EXPECT_THAT(given_, IsEmpty());
}

TEST_F(CronRunUrlTest, RefusesATimeThatIsNone) {
  for (const char* time : {"", "now", "-1", "1.5", "8640000000000001", "99999999999999999999"}) {
    const auto answer = Ask(absl::StrCat("?worker=w&time=", time));
    EXPECT_EQ(answer->head.status, 400) << time;
    EXPECT_THAT(answer->body, HasSubstr("expected whole milliseconds since the epoch"));
  }
  EXPECT_THAT(given_, IsEmpty());
  Ask("?worker=w&time=8640000000000000");
  EXPECT_THAT(given_, SizeIs(1));
}

TEST_F(CronRunUrlTest, RefusesOtherMethodsAndPages) {
  const auto get = Ask("?worker=w", "GET");
  EXPECT_EQ(get->head.status, 405);
  EXPECT_EQ(get->head.headers.Get("allow"), "POST");
  EXPECT_EQ(get->body, "The method is GET; expected POST.\n");
  http::RequestHead head;
  head.method = "POST";
  head.target = absl::StrCat(kCronRunPath, "?worker=w");
  head.headers.Add("Origin", "http://localhost:9000");
  EXPECT_EQ(Ask(head)->head.status, 403);
  EXPECT_THAT(given_, IsEmpty());
}

TEST_F(CronRunUrlTest, WhereNoCronsRunItSaysSo) {
  EXPECT_EQ(Ask("?worker=w", "POST", /*has_scheduler=*/false)->head.status, 503);
  scheduler_->Drain();
  EXPECT_EQ(Ask("?worker=w")->head.status, 503);
}

}  // namespace
}  // namespace host
