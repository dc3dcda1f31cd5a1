#include "src/host/cron_expression.h"

#include <array>
#include <chrono>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace host {
namespace {

using testing::HasSubstr;

int64_t At(std::string_view text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime("%Y-%m-%d %H:%M:%S", text, &time, &error)) << text << " " << error;
  return absl::ToUnixSeconds(time);
}

std::string Text(int64_t seconds) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S", absl::FromUnixSeconds(seconds), absl::UTCTimeZone());
}

struct Case {
  const char* expression;
  const char* after;
  std::vector<const char*> runs;
};

TEST(CronExpressionTest, Table) {
  const Case cases[] = {
      {"* * * * *", "2026-01-01 00:00:00", {"2026-01-01 00:01:00", "2026-01-01 00:02:00"}},
      {"* * * * *", "2026-01-01 00:00:59", {"2026-01-01 00:01:00"}},
      {"* * * * *", "1969-12-31 23:59:00", {"1970-01-01 00:00:00"}},
      {"*/15 * * * *", "2026-01-01 00:50:00", {"2026-01-01 01:00:00", "2026-01-01 01:15:00"}},
      {"10/20 * * * *",
       "2026-01-01 00:00:00",
       {"2026-01-01 00:10:00", "2026-01-01 00:30:00", "2026-01-01 00:50:00",
        "2026-01-01 01:10:00"}},
      {"50-10/10 * * * *",
       "2026-01-01 00:20:00",
       {"2026-01-01 00:50:00", "2026-01-01 01:00:00", "2026-01-01 01:10:00",
        "2026-01-01 01:50:00"}},
      {"0 22-2/2 * * *",
       "2026-01-01 03:00:00",
       {"2026-01-01 22:00:00", "2026-01-02 00:00:00", "2026-01-02 02:00:00"}},
      {"30 4 1,15 * *", "2026-01-01 04:30:00", {"2026-01-15 04:30:00", "2026-02-01 04:30:00"}},
      {"0 0 * JAN,jul *", "2026-01-31 00:00:00", {"2026-07-01 00:00:00"}},
      {"0 0 * NOV-FEB *", "2026-02-28 00:00:00", {"2026-11-01 00:00:00"}},
      // 2026-01-01 is a Thursday; 1 is Sunday.
      {"0 0 * * 1", "2026-01-01 00:00:00", {"2026-01-04 00:00:00", "2026-01-11 00:00:00"}},
      {"0 0 * * 7", "2026-01-01 00:00:00", {"2026-01-03 00:00:00"}},
      {"0 0 * * L", "2026-01-01 00:00:00", {"2026-01-03 00:00:00", "2026-01-10 00:00:00"}},
      {"0 0 * * fri-MON",
       "2026-01-01 00:00:00",
       {"2026-01-02 00:00:00", "2026-01-03 00:00:00", "2026-01-04 00:00:00", "2026-01-05 00:00:00",
        "2026-01-09 00:00:00"}},
      {"0 0 * * MON-FRI", "2026-01-02 00:00:00", {"2026-01-05 00:00:00"}},
      {"0 0 L * *", "2026-01-31 00:00:00", {"2026-02-28 00:00:00", "2026-03-31 00:00:00"}},
      {"0 0 L * *", "2028-02-01 00:00:00", {"2028-02-29 00:00:00"}},
      {"0 0 L-2 * *", "2026-01-01 00:00:00", {"2026-01-29 00:00:00", "2026-02-26 00:00:00"}},
      {"0 0 L-30 * *", "2026-01-02 00:00:00", {"2026-03-01 00:00:00"}},
      // 2026-01-31 is a Saturday, 2026-05-31 a Sunday.
      {"0 0 LW * *", "2026-01-01 00:00:00", {"2026-01-30 00:00:00", "2026-02-27 00:00:00"}},
      {"0 0 LW 5 *", "2026-01-01 00:00:00", {"2026-05-29 00:00:00"}},
      {"0 0 3W * *", "2026-01-01 00:00:00", {"2026-01-02 00:00:00", "2026-02-03 00:00:00"}},
      {"0 0 4W 1 *", "2026-01-01 00:00:00", {"2026-01-05 00:00:00"}},
      // The 1st of August 2026 is a Saturday, and its month has no Friday before it.
      {"0 0 1W 8 *", "2026-01-01 00:00:00", {"2026-08-03 00:00:00"}},
      // The 31st of May 2026 is a Sunday, and its month has no Monday after it.
      {"0 0 31W 5 *", "2026-01-01 00:00:00", {"2026-05-29 00:00:00"}},
      {"0 0 30W 2,3 *", "2026-01-01 00:00:00", {"2026-03-30 00:00:00"}},
      {"0 0 * * 6L", "2026-01-01 00:00:00", {"2026-01-30 00:00:00", "2026-02-27 00:00:00"}},
      {"0 0 * * FRIL", "2026-01-01 00:00:00", {"2026-01-30 00:00:00"}},
      {"0 0 * * 6#2", "2026-01-01 00:00:00", {"2026-01-09 00:00:00", "2026-02-13 00:00:00"}},
      {"0 0 * * SUN#5", "2026-01-01 00:00:00", {"2026-03-29 00:00:00", "2026-05-31 00:00:00"}},
      // Both days are restricted: either will do.
      {"0 0 13 * FRI",
       "2026-01-01 00:00:00",
       {"2026-01-02 00:00:00", "2026-01-09 00:00:00", "2026-01-13 00:00:00"}},
      {"0 0 29 2 *", "2026-01-01 00:00:00", {"2028-02-29 00:00:00", "2032-02-29 00:00:00"}},
      {"0 0 29 2 *", "2096-03-01 00:00:00", {"2104-02-29 00:00:00"}},
      {"59 23 31 12 *", "2026-12-31 23:58:59", {"2026-12-31 23:59:00", "2027-12-31 23:59:00"}},
      {"  5   4  *  *  * ", "2026-01-01 00:00:00", {"2026-01-01 04:05:00"}},
  };
  for (const Case& one : cases) {
    absl::StatusOr<CronExpression> expression = CronExpression::Parse(one.expression);
    ASSERT_TRUE(expression.ok()) << one.expression << " " << expression.status();
    int64_t time = At(one.after);
    for (const char* run : one.runs) {
      time = expression->Next(time);
      EXPECT_EQ(Text(time), run) << one.expression;
    }
  }
}

TEST(CronExpressionTest, ErrorsPointAtTheField) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "has 0 fields; expected 5"},
      {"* * * *", "has 4 fields; expected 5: minute, hour"},
      {"* * * * * *", "has 6 fields"},
      {"60 * * * *", "the minute at column 1 is \"60\"; expected 0-59"},
      {"*/60 * * * *", "the minute at column 3 is \"60\"; expected a step from 1 to 59"},
      {"*/0 * * * *", "the minute at column 3 is \"0\"; expected a step"},
      {"1- * * * *", "the minute at column 3 is \"\"; expected 0-59"},
      {"1,,2 * * * *", "the minute at column 3 is \"\""},
      {"-1 * * * *", "the minute at column 1 is \"\""},
      {"+1 * * * *", "the minute at column 1 is \"+1\""},
      {"1.5 * * * *", "the minute at column 1 is \"1.5\""},
      {"00000 * * * *", "the minute at column 1"},
      {"* 24 * * *", "the hour at column 3 is \"24\"; expected 0-23"},
      {"* */24 * * *", "the hour at column 5 is \"24\"; expected a step from 1 to 23"},
      {"* * 0 * *", "the day of month at column 5 is \"0\"; expected 1-31"},
      {"* * 32 * *", "the day of month at column 5 is \"32\""},
      {"* * ? * *", "the day of month at column 5 is \"?\""},
      {"* * L,1 * *", "the day of month at column 5 is \"L\""},
      {"* * L-31 * *", "the day of month at column 7 is \"31\"; expected 1-30 after"},
      {"* * W * *", "the day of month at column 5 is \"\""},
      {"* * 32W * *", "the day of month at column 5 is \"32\""},
      {"* * 1W,2 * *", "the day of month at column 5 is \"1W\""},
      {"* * * 0 *", "the month at column 7 is \"0\"; expected 1-12 or JAN-DEC"},
      {"* * * 13 *", "the month at column 7 is \"13\""},
      {"* * * JANUARY *", "the month at column 7 is \"JANUARY\""},
      {"* * * * 0", "the day of week at column 9 is \"0\"; expected 1-7 (1 is Sunday)"},
      {"* * * * 8", "the day of week at column 9 is \"8\""},
      {"* * * * ?", "the day of week at column 9 is \"?\""},
      {"* * * * MON,6L", "the day of week at column 9 is \"MON,6\""},
      {"* * * * 6#6", "the day of week at column 11 is \"6\"; expected 1-5 after \"#\""},
      {"* * * * 6#0", "the day of week at column 11 is \"0\""},
      {"* * * * #1", "the day of week at column 9 is \"\""},
      {"0 0 30 2 *", "never come"},
      {"0 0 31 4,6,9,11 *", "never come"},
      {"0 0 31W 2 *", "never come"},
      {"\xff * * * *", "the minute at column 1"},
  };
  for (const auto& [expression, message] : cases) {
    const absl::Status status = CronExpression::Parse(expression).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << expression;
    EXPECT_THAT(status.message(), HasSubstr(message)) << expression;
  }
}

TEST(CronExpressionTest, Previous) {
  const auto previous = [](std::string_view expression, std::string_view at) {
    return Text(CronExpression::Parse(expression)->Previous(At(at)));
  };
  EXPECT_EQ(previous("* * * * *", "2026-01-01 00:00:00"), "2026-01-01 00:00:00");
  EXPECT_EQ(previous("* * * * *", "2026-01-01 00:00:59"), "2026-01-01 00:00:00");
  EXPECT_EQ(previous("5 * * * *", "2026-01-01 00:04:59"), "2025-12-31 23:05:00");
  EXPECT_EQ(previous("59 23 * * *", "1970-01-01 00:00:00"), "1969-12-31 23:59:00");
  EXPECT_EQ(previous("0 0 29 2 *", "2104-02-28 00:00:00"), "2096-02-29 00:00:00");
  EXPECT_EQ(previous("0 0 LW * *", "2026-02-01 00:00:00"), "2026-01-30 00:00:00");
}

TEST(CronExpressionTest, PreviousGoesBackThroughWhatNextFinds) {
  for (const char* text : {"*/7 3-5 * * *", "30 4 1,15 * MON", "0 0 L-2 * *", "1 1 * FEB SUN#5",
                           "59 23 31 12 *", "0 12 15W */2 *"}) {
    const CronExpression expression = *CronExpression::Parse(text);
    int64_t time = At("2024-02-28 23:59:30");
    int64_t before = expression.Previous(time);
    for (int i = 0; i < 200; ++i) {
      time = expression.Next(time);
      ASSERT_EQ(expression.Previous(time - 1), before) << text << " before " << Text(time);
      ASSERT_EQ(expression.Previous(time + 59), time) << text;
      before = time;
    }
  }
}

TEST(CronExpressionTest, ShortestInterval) {
  const auto shortest = [](std::string_view expression) {
    return CronExpression::Parse(expression)->ShortestInterval(At("2026-01-01 00:00:00"));
  };
  EXPECT_EQ(shortest("* * * * *"), 60);
  EXPECT_EQ(shortest("0 * * * *"), 3600);
  EXPECT_EQ(shortest("0,59 * * * *"), 60);
  EXPECT_EQ(shortest("0 0 * * *"), 86'400);
}

// A field of a random expression: its text, and whether a number is one of it.
struct RandomField {
  std::string text = "*";
  std::vector<bool> numbers = std::vector<bool>(64, true);
};

RandomField MakeField(std::mt19937& random, int least, int most) {
  RandomField field;
  if (random() % 3 == 0) return field;
  field.numbers.assign(64, false);
  std::vector<std::string> items;
  for (size_t i = 0, count = 1 + random() % 3; i < count; ++i) {
    const int width = most - least + 1;
    const int first = least + static_cast<int>(random() % static_cast<unsigned>(width));
    const int last = least + static_cast<int>(random() % static_cast<unsigned>(width));
    const int step = 1 + static_cast<int>(random() % static_cast<unsigned>(most));
    switch (random() % 4) {
      case 0:
        items.push_back(absl::StrCat(first));
        field.numbers[static_cast<size_t>(first)] = true;
        break;
      case 1:
        items.push_back(absl::StrCat("*/", step));
        for (int n = least; n <= most; n += step) field.numbers[static_cast<size_t>(n)] = true;
        break;
      case 2:
        items.push_back(absl::StrCat(first, "/", step));
        for (int n = first; n <= most; n += step) field.numbers[static_cast<size_t>(n)] = true;
        break;
      default: {
        items.push_back(absl::StrCat(first, "-", last, "/", step));
        int n = first, left = 0;
        for (;;) {
          if (left == 0) {
            field.numbers[static_cast<size_t>(n)] = true;
            left = step;
          }
          if (n == last) break;
          n = n == most ? least : n + 1;
          --left;
        }
      }
    }
  }
  field.text = absl::StrJoin(items, ",");
  return field;
}

// The same as a slow look at every minute with another calendar.
TEST(CronExpressionTest, AgreesWithALookAtEveryMinute) {
  std::mt19937 random(6);
  int looked = 0;
  for (int round = 0; round < 400; ++round) {
    const RandomField minute = MakeField(random, 0, 59), hour = MakeField(random, 0, 23),
                      day = MakeField(random, 1, 31), month = MakeField(random, 1, 12),
                      weekday = MakeField(random, 1, 7);
    const std::string text =
        absl::StrJoin({minute.text, hour.text, day.text, month.text, weekday.text}, " ");
    absl::StatusOr<CronExpression> expression = CronExpression::Parse(text);
    if (!expression.ok()) continue;
    const int64_t start = At("2024-01-01 00:00:00") + static_cast<int64_t>(random() % 100'000'000);
    absl::CivilMinute civil(absl::ToCivilMinute(absl::FromUnixSeconds(start), absl::UTCTimeZone()));
    int64_t expected = 0;
    for (int i = 0; i < 60 * 24 * 62; ++i) {
      ++civil;
      const auto week = static_cast<size_t>(absl::GetWeekday(absl::CivilDay(civil)));
      const bool by_month = day.numbers[static_cast<size_t>(civil.day())];
      // absl counts from Monday, 0.
      const bool by_week = weekday.numbers[(week + 1) % 7 + 1];
      const bool is_day = day.text == "*"       ? by_week
                          : weekday.text == "*" ? by_month
                                                : by_month || by_week;
      if (minute.numbers[static_cast<size_t>(civil.minute())] &&
          hour.numbers[static_cast<size_t>(civil.hour())] &&
          month.numbers[static_cast<size_t>(civil.month())] && is_day) {
        expected = absl::ToUnixSeconds(absl::FromCivil(civil, absl::UTCTimeZone()));
        break;
      }
    }
    if (expected == 0) continue;
    ++looked;
    ASSERT_EQ(Text(expression->Next(start)), Text(expected)) << text << " after " << Text(start);
  }
  EXPECT_GT(looked, 200);
}

}  // namespace
}  // namespace host
