#include "src/host/cron/scheduler.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "src/host/cron/scheduler_fixture.h"

namespace host {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using worker::Outcome;

TEST_F(CronSchedulerTest, GivesAnEventToALane) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"* * * * *"}, {}});
  Pass(29);
  EXPECT_THAT(given_, IsEmpty());
  Pass(1);
  ASSERT_THAT(given_, SizeIs(1));
  EXPECT_EQ(given_[0].event.worker, "w");
  EXPECT_EQ(given_[0].event.cron, "* * * * *");
  EXPECT_EQ(given_[0].event.scheduled_millis, (kNoon + 60) * 1e3);
  EXPECT_EQ(given_[0].event.cpu_millis, 30'000);
  EXPECT_EQ(given_[0].event.wall_millis, 900'000);
  Pass(1);
  EXPECT_THAT(given_, SizeIs(1)) << "once";
}

TEST_F(CronSchedulerTest, WhatRunsSeldomMayUseMore) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"0 * * * *"}, {}});
  Pass(3600);
  ASSERT_THAT(given_, SizeIs(1));
  EXPECT_EQ(given_[0].event.cpu_millis, 900'000);
}

TEST_F(CronSchedulerTest, WarmsALaneBeforeTheTime) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"* * * * *", "*/1 * * * *"}, {}});
  scheduler_->SetWorker({"later", {"0 * * * *"}, {}});
  Pass(9);
  EXPECT_THAT(warmed_, IsEmpty());
  Pass(1);
  EXPECT_THAT(warmed_, ElementsAre("w"));
  Pass(20);
  EXPECT_THAT(given_, SizeIs(2));
  EXPECT_THAT(warmed_, ElementsAre("w")) << "once";
  Pass(50);
  EXPECT_THAT(warmed_, ElementsAre("w", "w"));
}

TEST_F(CronSchedulerTest, KeepsAHistory) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"* * * * *"}, {}});
  Pass(30);
  ASSERT_THAT(History(), SizeIs(1));
  EXPECT_EQ(History()[0].outcome, "") << "it is under way";
  EXPECT_EQ(History()[0].boot, "boot");
  clock_.Advance(kSecond / 50);
  End(Result(Outcome::kOk));
  const CronEntry entry = History()[0];
  EXPECT_EQ(entry.time, kNoon + 60);
  EXPECT_EQ(entry.trigger, "time");
  EXPECT_EQ(entry.outcome, "ok");
  EXPECT_EQ(entry.attempts, 1);
  EXPECT_EQ(entry.began_millis, (kNoon + 60) * 1000 + 20);
  EXPECT_EQ(entry.lag_micros, 20'000);
  EXPECT_EQ(entry.wall_micros, 2'000);
  EXPECT_EQ(entry.cpu_micros, 1'000);
  EXPECT_EQ(entry.request, "0000000000000abc");
  EXPECT_EQ(meter_->cron_runs(Outcome::kOk), 1u);
  EXPECT_EQ(lag_.sum_nanos(), 20'000'000);
  EXPECT_THAT(lines_,
              ElementsAre("cron worker=w cron=\"* * * * *\" time=2026-01-01T12:01:00Z trigger=time "
                          "outcome=ok attempt=1 lag_us=20000 cpu_us=1000 wall_us=2000 "
                          "request=0000000000000abc\n"));
}

TEST_F(CronSchedulerTest, TriesAgainInAnotherPlace) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"0 * * * *"}, {}});
  Pass(59 * 60 + 30);
  const size_t place = given_[0].place;
  End(Result(Outcome::kException));
  EXPECT_TRUE(
      Told("! cron worker=w cron=\"0 * * * *\" time=2026-01-01T13:00:00Z trigger=time "
           "outcome=exception attempt=1"));
  EXPECT_TRUE(Told("retry_ms=5"));
  Pass(7);
  ASSERT_THAT(given_, SizeIs(1));
  EXPECT_EQ(given_[0].place, place + 1);
  EXPECT_EQ(given_[0].event.scheduled_millis, (kNoon + 3600) * 1e3);
  End(Result(Outcome::kOk));
  EXPECT_THAT(History("0 * * * *"), SizeIs(1));
  EXPECT_EQ(History("0 * * * *")[0].attempts, 2);
  EXPECT_EQ(meter_->cron_runs(Outcome::kException), 1u);
  EXPECT_EQ(meter_->cron_runs(Outcome::kOk), 1u);
}

TEST_F(CronSchedulerTest, NoRetryIsKept) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"0 * * * *"}, {}});
  Pass(59 * 60 + 30);
  End(Result(Outcome::kException, /*no_retry=*/true));
  Pass(600);
  EXPECT_THAT(given_, IsEmpty());
  EXPECT_EQ(scheduler_->running(), 0u);
}

TEST_F(CronSchedulerTest, WhatIsDroppedWasCutOff) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"* * * * *"}, {}});
  Pass(30);
  given_.clear();
  Turn();
  EXPECT_EQ(History()[0].outcome, "canceled");
  EXPECT_EQ(scheduler_->running(), 0u);
  Pass(7);
  EXPECT_THAT(given_, IsEmpty()) << "the lane is about to end: it is not tried again";
}

TEST_F(CronSchedulerTest, NotesWhatIsPassedOver) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"* * * * *"}, {}});
  Pass(30);
  Pass(60);
  ASSERT_THAT(History(), SizeIs(2));
  EXPECT_EQ(History()[0].outcome, "skipped");
  EXPECT_EQ(History()[0].reason, "overlap");
  EXPECT_EQ(History()[0].time, kNoon + 120);
  EXPECT_EQ(meter_->cron_skipped(true), 1u);
  EXPECT_TRUE(
      Told("! cron worker=w cron=\"* * * * *\" time=2026-01-01T12:02:00Z outcome=skipped "
           "reason=overlap count=1"));
}

TEST_F(CronSchedulerTest, WhatHasEndedIsNotedBeforeMoreBegins) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"* * * * *"}, {}});
  Pass(30);
  ASSERT_THAT(given_, SizeIs(1));
  // The lane has told of it, and the scheduler has not looked yet.
  given_[0].done(Result(Outcome::kOk));
  given_.clear();
  Pass(60);
  EXPECT_THAT(given_, SizeIs(1)) << "they do not overlap";
  EXPECT_EQ(meter_->cron_skipped(true), 0u);
  given_[0].done(Result(Outcome::kOk));
  scheduler_->Finish();
  ASSERT_THAT(History(), SizeIs(2));
  EXPECT_EQ(History()[0].outcome, "ok") << "what ended before the end is not cut off";
}

TEST_F(CronSchedulerTest, DevDoesNotCatchUp) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"0 * * * *"}, {}});
  scheduler_ = nullptr;
  clock_.Advance(5 * 3600 * kSecond);
  scheduler_ = New(/*catches_up=*/false);
  scheduler_->SetWorker({"w", {"0 * * * *"}, {}});
  Turn();
  EXPECT_THAT(given_, IsEmpty());
  EXPECT_THAT(lines_, IsEmpty());
}

TEST_F(CronSchedulerTest, WarmsManyEarlier) {
  // 600 that are due every minute.
  std::vector<std::string> crons;
  for (int i = 0; i < 600; ++i) {
    crons.push_back(absl::StrCat("*/1,", i % 60, " */1,", i / 60, " * * *"));
  }
  scheduler_ = New();
  Pass(31);
  for (const char* worker : {"a", "b"}) scheduler_->SetWorker({worker, crons, {}});
  Pass(22);
  EXPECT_THAT(warmed_, IsEmpty());
  Pass(1);
  EXPECT_THAT(warmed_, SizeIs(2)) << "36 seconds before, 30 ms for each cron";
  for (const char* worker : {"c", "d", "e"}) scheduler_->SetWorker({worker, crons, {}});
  warmed_.clear();
  Pass(36 + 14);
  EXPECT_THAT(warmed_, IsEmpty());
  Pass(1);
  EXPECT_THAT(warmed_, SizeIs(5)) << "45 seconds before, and no earlier";
}

TEST_F(CronSchedulerTest, FollowsChanges) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"* * * * *", "*/2 * * * *"}, {}});
  scheduler_->SetWorker({"w", {"* * * * *", "*/3 * * * *"}, {}});
  EXPECT_EQ(scheduler_->crons(), 2u);
  clock_.Advance(30 * kSecond);
  Pass(60);
  ASSERT_THAT(given_, SizeIs(1)) << "12:02, of the one that was there and is";
  scheduler_->SetWorker({"w", {}, {}});
  EXPECT_EQ(scheduler_->crons(), 0u);
  End(Result(Outcome::kOk));
  Pass(60);
  EXPECT_THAT(given_, IsEmpty());
  EXPECT_EQ(History()[0].outcome, "ok");
}

TEST_F(CronSchedulerTest, RunsByHand) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"0 0 * * *"}, {}});
  std::vector<Outcome> ended;
  const auto note = [&](worker::ScheduledResult result) { ended.push_back(result.outcome); };
  EXPECT_TRUE(scheduler_->RunByHand("w", "", 1'234'567, note).ok());
  Turn();
  ASSERT_THAT(given_, SizeIs(1));
  EXPECT_EQ(given_[0].event.scheduled_millis, 1'234'567);
  EXPECT_EQ(given_[0].event.cron, "0 0 * * *");
  End(Result(Outcome::kException));
  EXPECT_THAT(ended, ElementsAre(Outcome::kException));
  EXPECT_EQ(History("0 0 * * *")[0].trigger, "manual");
  EXPECT_EQ(History("0 0 * * *")[0].time, 1'234);
  Pass(60);
  EXPECT_THAT(given_, IsEmpty()) << "it is not tried again";
  EXPECT_THAT(scheduler_->RunByHand("w", "1 1 * * *", {}, note).message(),
              HasSubstr("has no cron \"1 1 * * *\"; expected one of: \"0 0 * * *\""));
  EXPECT_THAT(scheduler_->RunByHand("v", "", {}, note).message(),
              HasSubstr("no worker with crons is called \"v\""));
  scheduler_->SetWorker({"w", {"0 0 * * *", "1 0 * * *"}, {}});
  EXPECT_THAT(scheduler_->RunByHand("w", "", {}, note).message(), HasSubstr("has several crons"));
}

TEST_F(CronSchedulerTest, DrainBeginsNothingMore) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"* * * * *", "*/1 * * * *"}, {}});
  Pass(30);
  ASSERT_THAT(given_, SizeIs(2));
  End(Result(Outcome::kException));
  scheduler_->Drain();
  EXPECT_EQ(scheduler_->running(), 1u);
  Pass(120);
  EXPECT_THAT(given_, SizeIs(1));
  EXPECT_FALSE(scheduler_->RunByHand("w", "* * * * *", {}, [](worker::ScheduledResult) {}).ok());
  End(Result(Outcome::kOk));
  EXPECT_EQ(scheduler_->running(), 0u);
  EXPECT_EQ(History("*/1 * * * *")[0].outcome, "ok");
}

TEST_F(CronSchedulerTest, FinishNotesWhatIsCutOff) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"* * * * *"}, {}});
  Pass(30);
  scheduler_->Drain();
  scheduler_->Finish();
  EXPECT_EQ(History()[0].outcome, "canceled");
}

}  // namespace
}  // namespace host
