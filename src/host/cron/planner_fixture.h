#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "src/host/cron/planner.h"

namespace host {

inline constexpr int64_t kPlannerSecond = 1'000'000'000;

inline int64_t At(std::string_view text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime("%Y-%m-%d %H:%M:%S", text, &time, &error)) << text << " " << error;
  return absl::ToUnixSeconds(time);
}

inline std::string Text(int64_t seconds) {
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
    monotonic_ += seconds * kPlannerSecond;
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
      passed.push_back(
          absl::StrCat(one.count, " until ", Text(one.last),
                       one.why == CronPlanner::Passed::Why::kOverlap ? " overlap" : " missed"));
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
  int64_t monotonic_ = 5 * kPlannerSecond;
};

}  // namespace host
