#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace host {

// When something is to happen, in UTC, to the minute: five fields with a space between them.
//
//   minute 0-59   hour 0-23   day of month 1-31   month 1-12 or JAN-DEC
//   day of week 1-7 or SUN-SAT, 1 being Sunday
//
// A field is `*`, or a list of numbers and ranges, each with a step if need be: `5`, `1-5`, `*/15`,
// `10/5` (from 10 to the end), `FRI-MON` (a range may go round). A day of month may be `L` (the
// last), `L-3` (three days before it), `LW` (the last from Monday to Friday) or `15W` (the one of
// these that is nearest to the 15th in its month); a day of week `L` (Saturday), `6L` (the last
// Friday of the month) or `6#2` (the second). Where both days are restricted, either will do.
class CronExpression {
 public:
  // kInvalidArgument, one line that names the field, what was found, its column and what was
  // expected; also for an expression that no minute ever matches.
  static absl::StatusOr<CronExpression> Parse(std::string_view text);

  // The first minute after `after` that matches, both in seconds since the epoch.
  int64_t Next(int64_t after) const;
  // The last minute up to `at`, itself included, that matches, both in seconds since the epoch.
  int64_t Previous(int64_t at) const;
  // The shortest time between two of the runs that follow `after`, some of which are looked at; in
  // seconds.
  int64_t ShortestInterval(int64_t after) const;

  // A field that no day matches by its number alone.
  enum class DayRule : uint8_t {
    kNumbers,         // those of a mask
    kLast,            // `day` days before the last of the month
    kLastWeekday,     // LW
    kNearestWeekday,  // `day`W
    kLastOfWeekday,   // weekday `day`L
    kNthOfWeekday,    // weekday `day`#`nth`
  };
  struct Days {
    bool any = false;  // `*`
    DayRule rule = DayRule::kNumbers;
    uint64_t mask = 0;  // bit n: the day n; of the week: 1 to 7
    int day = 0;
    int nth = 0;
  };

 private:
  std::optional<int64_t> Find(int64_t after) const;
  std::optional<int64_t> FindBack(int64_t at) const;

  uint64_t minutes_ = 0;  // bit n: the number n
  uint64_t hours_ = 0;
  uint64_t months_ = 0;
  Days month_days_;
  Days week_days_;
};

// The CPU time that a run may use, in milliseconds: 30 s, or 15 min where the expression runs less
// than once an hour after `now`, in seconds since the epoch.
int64_t CronCpuMillis(const CronExpression& expression, int64_t now);

}  // namespace host
