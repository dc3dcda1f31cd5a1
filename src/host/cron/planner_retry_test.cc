#include "src/host/cron/planner.h"

#include <cstdint>
#include <optional>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "src/host/cron/planner_fixture.h"

namespace host {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(CronPlannerTest, RetriesBackOff) {
  Add("0 0 * * *", {.retries = 3, .retry_millis = 5'000}, At("2025-12-31 00:00:00"));
  EXPECT_THAT(Advance(), ElementsAre("00:00 missed"));
  int64_t least = 5 * kPlannerSecond;
  for (int attempt = 1; attempt <= 3; ++attempt) {
    const CronPlanner::Verdict verdict = End(false);
    EXPECT_EQ(verdict.attempt, attempt);
    ASSERT_TRUE(verdict.retry_nanos);
    const int64_t wait = *verdict.retry_nanos - monotonic_;
    EXPECT_GE(wait, least);
    EXPECT_LE(wait, least * 6 / 5);
    EXPECT_EQ(planner_.NextRetryNanos(), verdict.retry_nanos);
    monotonic_ += wait - 1;
    EXPECT_THAT(Advance(), IsEmpty());
    monotonic_ += 1;
    EXPECT_THAT(Advance(), ElementsAre(absl::StrCat("00:00 missed attempt ", attempt + 1)));
    least *= 2;
  }
  EXPECT_FALSE(End(false).retry_nanos) << "that was the last";
  EXPECT_EQ(planner_.NextRetryNanos(), std::nullopt);
}

TEST_F(CronPlannerTest, RetriesDoNotWaitForTheClockOnTheWall) {
  Add("0 0 * * *", {}, At("2025-12-31 00:00:00"));
  Advance();
  End(false);
  wall_ -= 3600;
  monotonic_ += 6 * kPlannerSecond;
  EXPECT_THAT(Advance(), ElementsAre("00:00 missed attempt 2"));
}

TEST_F(CronPlannerTest, NoRetryIsKept) {
  Add("0 0 * * *", {}, At("2025-12-31 00:00:00"));
  Advance();
  EXPECT_FALSE(End(false, /*may_retry=*/false).retry_nanos);
  Add("1 0 * * *", {.retries = 0}, At("2025-12-31 00:00:00"));
  Advance();
  EXPECT_FALSE(End(false).retry_nanos);
}

TEST_F(CronPlannerTest, RetriesWaitAtMostFiveMinutes) {
  Add("0 0 * * *", {.retries = 10, .retry_millis = 100'000}, At("2025-12-31 00:00:00"));
  Advance();
  for (int i = 0; i < 10; ++i) {
    const int64_t wait = *End(false).retry_nanos - monotonic_;
    EXPECT_LE(wait, CronPlanner::kMostRetryMillis * 1'000'000 * 6 / 5);
    monotonic_ += wait;
    EXPECT_THAT(Advance(), SizeIs(1));
  }
}

TEST_F(CronPlannerTest, ANewerTimeTakesThePlaceOfARetry) {
  Add("* * * * *", {.retry_millis = 100'000});
  Pass(30);
  Advance();
  const CronPlanner::RunNumber first = runs_.front();
  End(false);
  Pass(60);
  EXPECT_THAT(Advance(), ElementsAre("12:02"));
  EXPECT_THAT(last_.dropped, ElementsAre(first));
  EXPECT_EQ(planner_.NextRetryNanos(), std::nullopt);
}

TEST_F(CronPlannerTest, WithOverlapARetryStandsBesideANewerTime) {
  Add("* * * * *", {.overlap = Overlap::kAllow, .retry_millis = 100'000});
  Pass(30);
  Advance();
  End(false);
  Pass(60);
  EXPECT_THAT(Advance(), ElementsAre("12:02"));
  monotonic_ += 60 * kPlannerSecond;
  EXPECT_THAT(Advance(), ElementsAre("12:01 attempt 2"));
}

TEST_F(CronPlannerTest, WhatIsCaughtUpWaitsForRetries) {
  Add("*/10 * * * *", {.missed = Missed::kAll}, At("2026-01-01 11:40:00"));
  wall_ = At("2026-01-01 12:01:00");
  EXPECT_THAT(Advance(), ElementsAre("11:50 missed"));
  End(false);
  EXPECT_THAT(Advance(), IsEmpty());
  monotonic_ += 6 * kPlannerSecond;
  EXPECT_THAT(Advance(), ElementsAre("11:50 missed attempt 2"));
  End();
  EXPECT_THAT(Advance(), ElementsAre("12:00 missed"));
}

TEST_F(CronPlannerTest, ARemovedCronIsNotTriedAgain) {
  const auto cron = Add("* * * * *");
  Pass(30);
  Advance();
  const CronPlanner::RunNumber run = runs_.front();
  End(false);
  EXPECT_THAT(planner_.Remove(cron), ElementsAre(run));
  Pass(60);
  EXPECT_THAT(Advance(), IsEmpty());
  EXPECT_EQ(planner_.Find(cron), nullptr);
}

}  // namespace
}  // namespace host
