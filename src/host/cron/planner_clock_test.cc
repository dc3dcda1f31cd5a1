#include "src/host/cron/planner.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "src/host/cron/planner_fixture.h"

namespace host {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

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
