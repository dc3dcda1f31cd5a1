#include "src/host/cron/planner.h"

#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace host {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Why = CronPlanner::Passed::Why;

constexpr int64_t kSecond = 1'000'000'000;

int64_t At(std::string_view text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime("%Y-%m-%d %H:%M:%S", text, &time, &error)) << text << " " << error;
  return absl::ToUnixSeconds(time);
}

std::string Text(int64_t seconds) {
  return absl::FormatTime("%H:%M", absl::FromUnixSeconds(seconds), absl::UTCTimeZone());
}

// A planner between clocks that only move when told to, and runs that last until they are ended.
class CronPlannerTest : public testing::Test {
 protected:
  CronPlanner::CronNumber Add(std::string_view cron, CronPolicy policy = {},
                              std::optional<int64_t> through = {}, std::string_view worker = "w") {
    return planner_.Add(
        {std::string(worker), std::string(cron), CronExpression::Parse(cron).value(), policy},
        through, Now());
  }
  Moment Now() const { return {wall_ * 1000, monotonic_}; }
  // Both clocks go on.
  void Pass(int64_t seconds) {
    wall_ += seconds;
    monotonic_ += seconds * kSecond;
  }
  // What begins by now: "12:00", "12:00 missed", "12:00 attempt 2".
  std::vector<std::string> Advance() {
    last_ = planner_.Advance(Now());
    std::vector<std::string> starts;
    for (const CronPlanner::Start& start : last_.starts) {
      runs_.push_back(start.run);
      starts.push_back(Text(start.time));
      if (start.missed) starts.back() += " missed";
      if (start.attempt > 1) absl::StrAppend(&starts.back(), " attempt ", start.attempt);
    }
    return starts;
  }
  std::vector<std::string> Passed() const {
    std::vector<std::string> passed;
    for (const CronPlanner::Passed& one : last_.passed) {
      passed.push_back(absl::StrCat(one.count, " until ", Text(one.last),
                                    one.why == Why::kOverlap ? " overlap" : " missed"));
    }
    return passed;
  }
  // The oldest run that is under way ends.
  CronPlanner::Verdict End(bool ok = true, bool may_retry = true) {
    const CronPlanner::RunNumber run = runs_.front();
    runs_.erase(runs_.begin());
    return planner_.Ended(run, ok, may_retry, Now());
  }

  CronPlanner planner_;
  CronPlanner::Plan last_;
  std::vector<CronPlanner::RunNumber> runs_;
  int64_t wall_ = At("2026-01-01 12:00:30");
  int64_t monotonic_ = 5 * kSecond;
};

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

TEST_F(CronPlannerTest, RetriesBackOff) {
  Add("0 0 * * *", {.retries = 3, .retry_millis = 5'000}, At("2025-12-31 00:00:00"));
  EXPECT_THAT(Advance(), ElementsAre("00:00 missed"));
  int64_t least = 5 * kSecond;
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
  monotonic_ += 6 * kSecond;
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
  monotonic_ += 60 * kSecond;
  EXPECT_THAT(Advance(), ElementsAre("12:01 attempt 2"));
}

TEST_F(CronPlannerTest, WhatIsCaughtUpWaitsForRetries) {
  Add("*/10 * * * *", {.missed = Missed::kAll}, At("2026-01-01 11:40:00"));
  wall_ = At("2026-01-01 12:01:00");
  EXPECT_THAT(Advance(), ElementsAre("11:50 missed"));
  End(false);
  EXPECT_THAT(Advance(), IsEmpty());
  monotonic_ += 6 * kSecond;
  EXPECT_THAT(Advance(), ElementsAre("11:50 missed attempt 2"));
  End();
  EXPECT_THAT(Advance(), ElementsAre("12:00 missed"));
}

TEST_F(CronPlannerTest, AClockThatGoesBackRunsNoneTwice) {
  Add("* * * * *");
  Pass(30);
  EXPECT_THAT(Advance(), ElementsAre("12:01"));
  End();
  wall_ -= 45;  // 12:00:15
  EXPECT_THAT(Advance(), IsEmpty());
  Pass(45);  // 12:01:00 once more
  EXPECT_THAT(Advance(), IsEmpty());
  Pass(60);
  EXPECT_THAT(Advance(), ElementsAre("12:02"));
  End();
  wall_ -= 2 * 3600;
  for (int i = 0; i < 120; ++i, Pass(60)) EXPECT_THAT(Advance(), IsEmpty()) << i;
  Pass(60);
  EXPECT_THAT(Advance(), ElementsAre("12:03")) << "until it is where it was";
}

TEST_F(CronPlannerTest, AClockThatGoesBackFarWasWrongBefore) {
  const auto cron = Add("* * * * *");
  Pass(30);
  Advance();
  End();
  wall_ += 365 * 86'400;
  EXPECT_THAT(Advance(), ElementsAre("12:01")) << "a year later, by the clock";
  End();
  wall_ -= 365 * 86'400;
  EXPECT_THAT(Advance(), IsEmpty());
  EXPECT_TRUE(last_.resynced);
  EXPECT_THAT(last_.unsettled, ElementsAre(cron));
  EXPECT_EQ(planner_.through(cron), wall_);
  Pass(60);
  EXPECT_THAT(Advance(), ElementsAre("12:02")) << "no year of silence";
  EXPECT_FALSE(last_.resynced);
}

TEST_F(CronPlannerTest, ManySmallStepsBackAreALargeOne) {
  Add("* * * * *");
  for (int i = 0; i < 4; ++i) {
    wall_ -= 3600;
    EXPECT_THAT(Advance(), IsEmpty());
  }
  EXPECT_TRUE(last_.resynced);
  Pass(60);
  EXPECT_THAT(Advance(), SizeIs(1));
}

TEST_F(CronPlannerTest, AClockThatGoesForwardHasMissedWhatIsBetween) {
  Add("*/10 * * * *");
  wall_ += 3600;  // 13:00:30, of the clock and of nothing else
  EXPECT_THAT(Advance(), ElementsAre("13:00"));
  EXPECT_THAT(Passed(), ElementsAre("5 until 12:50 missed"));
}

TEST_F(CronPlannerTest, SleepIsATimeThatWasMissed) {
  Add("* * * * *", {.missed = Missed::kSkip});
  Pass(30);
  EXPECT_THAT(Advance(), ElementsAre("12:01"));
  wall_ += 8 * 3600 + 30;  // the other clock stood still
  EXPECT_THAT(Advance(), IsEmpty());
  EXPECT_THAT(Passed(), ElementsAre("479 until 20:00 missed", "1 until 20:01 overlap"))
      << "the run from before is still under way";
}

TEST_F(CronPlannerTest, ARestartWithinTheMinuteRunsNoneTwice) {
  const auto cron = Add("* * * * *");
  Pass(30);
  Advance();
  const int64_t claimed = planner_.through(cron);
  // The process has gone, another begins.
  planner_ = CronPlanner();
  Pass(20);
  Add("* * * * *", {}, claimed);
  EXPECT_THAT(Advance(), IsEmpty());
  Pass(40);
  EXPECT_THAT(Advance(), ElementsAre("12:02"));
}

TEST_F(CronPlannerTest, ARestartWithinTheMinuteRunsWhatWasNotClaimed) {
  Add("* * * * *", {.missed = Missed::kSkip}, At("2026-01-01 11:59:00"));
  EXPECT_THAT(Advance(), ElementsAre("12:00"));
}

TEST_F(CronPlannerTest, ANodeWhoseClockWasFarAheadBeginsAnew) {
  Add("* * * * *", {}, At("2030-01-01 00:00:00"));
  EXPECT_THAT(Advance(), IsEmpty());
  Pass(30);
  EXPECT_THAT(Advance(), ElementsAre("12:01"));
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

// Whatever the clocks do, and whenever the process starts again: no time runs twice, unless the
// clock went back far in between; and while the clock only goes on, none is lost with "all".
TEST_F(CronPlannerTest, NothingIsDoubledOrLost) {
  std::mt19937 random(11);
  for (int round = 0; round < 200; ++round) {
    planner_ = CronPlanner();
    runs_.clear();
    wall_ = At("2026-01-01 12:00:30");
    const bool goes_back = round % 2 == 1;
    const CronPolicy policy = {.overlap = random() % 2 == 0 ? Overlap::kSkip : Overlap::kAllow,
                               .missed = Missed::kAll,
                               .retries = 0};
    auto cron = Add("*/5 * * * *", policy);
    std::map<int64_t, int> ran;
    const auto look = [&] {
      last_ = planner_.Advance(Now());
      EXPECT_FALSE(last_.resynced);
      for (const CronPlanner::Start& start : last_.starts) {
        ++ran[start.time];
        // What waited in a queue may have been due before the clock went back.
        EXPECT_TRUE(goes_back || start.time <= wall_);
        runs_.push_back(start.run);
      }
    };
    int64_t latest = wall_;
    for (int step = 0; step < 100; ++step) {
      switch (random() % 8) {
        case 0:
          wall_ += static_cast<int64_t>(random() % 7'200);  // asleep
          break;
        case 1:
          if (goes_back)
            wall_ = std::max(wall_ - static_cast<int64_t>(random() % 3'000), latest - 10'000);
          break;
        case 2: {
          const int64_t through = planner_.through(cron);
          planner_ = CronPlanner();
          runs_.clear();
          cron = Add("*/5 * * * *", policy, through);
          break;
        }
        default:
          Pass(static_cast<int64_t>(random() % 600));
      }
      latest = std::max(latest, wall_);
      look();
      while (!runs_.empty() && random() % 4 != 0) {
        End();
        look();
      }
    }
    while (!runs_.empty()) {
      End();
      look();
    }
    for (const auto& [time, times] : ran) ASSERT_EQ(times, 1) << Text(time);
    if (goes_back || policy.overlap == Overlap::kSkip) continue;
    for (int64_t time = At("2026-01-01 12:05:00"); time <= latest; time += 300) {
      ASSERT_EQ(ran[time], 1) << Text(time) << " of round " << round;
    }
  }
}

}  // namespace
}  // namespace host
