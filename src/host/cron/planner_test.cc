#include "src/host/cron/planner.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "src/host/cron/planner_fixture.h"

namespace host {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_F(CronPlannerTest, BeginsAtTheBeginningOfTheMinute) {
  Add("* * * * *");
  EXPECT_THAT(Advance(), IsEmpty()) << "a new cron does not run in the minute it was added in";
  EXPECT_EQ(planner_.NextWallMillis(), At("2026-01-01 12:01:00") * 1000);
  Pass(29);
  EXPECT_THAT(Advance(), IsEmpty());
  Pass(1);
  EXPECT_THAT(Advance(), ElementsAre("12:01"));
  EXPECT_THAT(Advance(), IsEmpty()) << "once";
  End();
  Pass(60);
  EXPECT_THAT(Advance(), ElementsAre("12:02"));
}

TEST_F(CronPlannerTest, IsOnTimeUntilTheMinuteIsOver) {
  Add("* * * * *", {.missed = Missed::kSkip});
  Pass(30 + 59);
  EXPECT_THAT(Advance(), ElementsAre("12:01"));
  End();
  Pass(60 + 61);
  EXPECT_THAT(Advance(), ElementsAre("12:04"));
  EXPECT_THAT(Passed(), ElementsAre("2 until 12:03 missed"));
}

TEST_F(CronPlannerTest, MissedLatestRunsTheNewestAlone) {
  Add("*/10 * * * *", {.missed = Missed::kLatest}, At("2026-01-01 11:00:00"));
  wall_ = At("2026-01-01 11:45:00");
  EXPECT_THAT(Advance(), ElementsAre("11:40 missed"));
  EXPECT_THAT(Passed(), ElementsAre("3 until 11:30 missed"));
  End();
  Pass(300);
  EXPECT_THAT(Advance(), ElementsAre("11:50"));
  EXPECT_THAT(Passed(), IsEmpty());
}

TEST_F(CronPlannerTest, MissedLatestIsOneRunThoughTheNewestIsOnTime) {
  Add("* * * * *", {.missed = Missed::kLatest}, At("2026-01-01 11:50:00"));
  EXPECT_THAT(Advance(), ElementsAre("12:00"));
  EXPECT_THAT(Passed(), ElementsAre("9 until 11:59 missed"));
}

TEST_F(CronPlannerTest, MissedSkipRunsNone) {
  Add("*/10 * * * *", {.missed = Missed::kSkip}, At("2026-01-01 11:00:00"));
  wall_ = At("2026-01-01 11:45:00");
  EXPECT_THAT(Advance(), IsEmpty());
  EXPECT_THAT(Passed(), ElementsAre("4 until 11:40 missed"));
  Pass(300);
  EXPECT_THAT(Advance(), ElementsAre("11:50"));
}

TEST_F(CronPlannerTest, MissedAllRunsOneAfterTheOther) {
  Add("*/10 * * * *", {.overlap = Overlap::kAllow, .missed = Missed::kAll},
      At("2026-01-01 11:00:00"));
  wall_ = At("2026-01-01 11:30:20");
  EXPECT_THAT(Advance(), ElementsAre("11:10 missed"));
  EXPECT_THAT(Advance(), IsEmpty());
  End();
  EXPECT_EQ(planner_.NextWallMillis(), INT64_MIN) << "there is something to do at once";
  EXPECT_THAT(Advance(), ElementsAre("11:20 missed"));
  End();
  EXPECT_THAT(Advance(), ElementsAre("11:30 missed")) << "it waited for the others";
  End();
  EXPECT_THAT(Advance(), IsEmpty());
  EXPECT_EQ(planner_.running(), 0u);
}

TEST_F(CronPlannerTest, MissedAllIsBounded) {
  Add("* * * * *", {.missed = Missed::kAll}, At("2025-01-01 00:00:00"));
  std::vector<std::string> starts = Advance();
  EXPECT_THAT(Passed(), ElementsAre(absl::StrCat(CronPlanner::kMostCounted, " until 10:19 missed"),
                                    "1 until 10:20 missed"))
      << "99 of those before, and the one that waited";
  int runs = 0;
  std::string last;
  while (!starts.empty()) {
    ++runs;
    last = starts.front();
    End();
    starts = Advance();
  }
  EXPECT_EQ(runs, kMostCaughtUp);
  EXPECT_EQ(last, "12:00 missed");
}

TEST_F(CronPlannerTest, WhatIsCaughtUpIsSettledOneByOne) {
  const auto cron = Add("*/10 * * * *", {.missed = Missed::kAll}, At("2026-01-01 11:00:00"));
  wall_ = At("2026-01-01 11:45:00");
  Advance();
  EXPECT_EQ(Text(planner_.through(cron)), "11:10") << "a crash here loses none of the others";
  End();
  Advance();
  EXPECT_EQ(Text(planner_.through(cron)), "11:20");
}

TEST_F(CronPlannerTest, OverlapSkipPassesOverWhileARunIsUnderWay) {
  const auto cron = Add("* * * * *");
  Pass(30);
  EXPECT_THAT(Advance(), ElementsAre("12:01"));
  Pass(60);
  EXPECT_THAT(Advance(), IsEmpty());
  EXPECT_THAT(Passed(), ElementsAre("1 until 12:02 overlap"));
  EXPECT_EQ(Text(planner_.through(cron)), "12:02");
  End();
  EXPECT_THAT(Advance(), IsEmpty()) << "what was passed over does not come back";
  Pass(60);
  EXPECT_THAT(Advance(), ElementsAre("12:03"));
}

TEST_F(CronPlannerTest, OverlapAllowRunsBeside) {
  Add("* * * * *", {.overlap = Overlap::kAllow});
  Pass(30);
  EXPECT_THAT(Advance(), ElementsAre("12:01"));
  Pass(60);
  EXPECT_THAT(Advance(), ElementsAre("12:02"));
  EXPECT_EQ(planner_.running(), 2u);
}

TEST_F(CronPlannerTest, CronsDoNotStandInEachOthersWay) {
  Add("* * * * *");
  Add("*/1 * * * *");
  Pass(30);
  EXPECT_THAT(Advance(), ElementsAre("12:01", "12:01"));
}

TEST_F(CronPlannerTest, ARemovedCronBeginsNoMore) {
  const auto cron = Add("* * * * *");
  Pass(30);
  Advance();
  EXPECT_THAT(planner_.Remove(cron), IsEmpty());
  EXPECT_NE(planner_.Find(cron), nullptr) << "its run is under way";
  Pass(60);
  EXPECT_THAT(Advance(), IsEmpty());
  EXPECT_FALSE(End(false).retry_nanos);
  EXPECT_EQ(planner_.Find(cron), nullptr);
  EXPECT_EQ(planner_.crons(), 0u);
}

TEST_F(CronPlannerTest, RunsByHandSettleNothing) {
  const auto cron = Add("* * * * *");
  const int64_t through = planner_.through(cron);
  const CronPlanner::Start start = planner_.StartByHand(cron, wall_);
  EXPECT_EQ(planner_.through(cron), through);
  EXPECT_FALSE(planner_.Ended(start.run, false, true, Now()).retry_nanos);
  Pass(30);
  EXPECT_THAT(Advance(), ElementsAre("12:01"));
}

TEST_F(CronPlannerTest, StopEndsWhatWaits) {
  Add("* * * * *");
  Add("*/10 * * * *", {.missed = Missed::kAll}, At("2026-01-01 11:00:00"));
  Pass(30);
  EXPECT_THAT(Advance(), ElementsAre("12:01", "11:10 missed"));
  const CronPlanner::RunNumber first = runs_.front();
  End(false);
  EXPECT_THAT(planner_.Stop(), ElementsAre(first));
  EXPECT_FALSE(End(false).retry_nanos);
  Pass(3600);
  EXPECT_THAT(Advance(), IsEmpty());
  EXPECT_EQ(planner_.NextWallMillis(), std::nullopt);
  EXPECT_EQ(planner_.running(), 0u);
}

TEST_F(CronPlannerTest, WorkersTakeTurns) {
  for (const char* cron : {"* * * * *", "*/1 * * * *", "0-59 * * * *"}) Add(cron, {}, {}, "a");
  Add("* * * * *", {}, {}, "b");
  Pass(30);
  Advance();
  std::vector<std::string> workers;
  for (const CronPlanner::Start& start : last_.starts) {
    workers.push_back(planner_.Find(start.cron)->worker);
  }
  EXPECT_THAT(workers, ElementsAre("a", "b", "a", "a"));
}

}  // namespace
}  // namespace host
