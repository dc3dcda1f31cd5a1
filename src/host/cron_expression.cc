#include "src/host/cron_expression.h"

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "src/host/console.h"

namespace host {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

// After as many days the calendar begins anew.
constexpr int kDaysOfCycle = 146'097;
constexpr int64_t kSecondsOfDay = 86'400;
// Of CPU time: for what runs at least once an hour, and for the rest.
constexpr int64_t kOftenMillis = 30'000;
constexpr int64_t kSeldomMillis = 900'000;
constexpr int64_t kSeldomSeconds = 3'600;
// How many runs ShortestInterval looks at.
constexpr int kLookedAt = 100;

constexpr std::array<std::string_view, 12> kMonths = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                      "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
constexpr std::array<std::string_view, 7> kWeekdays = {"SUN", "MON", "TUE", "WED",
                                                       "THU", "FRI", "SAT"};

struct FieldKind {
  std::string_view name;
  int least;
  int most;
  std::span<const std::string_view> names;  // of `least` and those that follow
  std::string_view expected;
};

constexpr FieldKind kFields[] = {
    {"minute", 0, 59, {}, "0-59"},
    {"hour", 0, 23, {}, "0-23"},
    {"day of month", 1, 31, {}, "1-31, L, LW, L-n or nW"},
    {"month", 1, 12, kMonths, "1-12 or JAN-DEC"},
    {"day of week", 1, 7, kWeekdays, "1-7 (1 is Sunday), SUN-SAT, L, nL or n#k"},
};

// A piece of the expression, and where it begins: columns count from 1.
struct Piece {
  std::string_view text;
  size_t column = 1;

  Piece Cut(size_t from, size_t count = std::string_view::npos) const {
    return {text.substr(from, count), column + from};
  }
};

absl::Status Wrong(const FieldKind& field, const Piece& found, std::string_view expected) {
  return absl::InvalidArgumentError(absl::StrCat("the ", field.name, " at column ", found.column,
                                                 " is ", Quoted(found.text), "; expected ",
                                                 expected));
}

std::vector<Piece> Split(const Piece& piece, char separator) {
  std::vector<Piece> pieces;
  size_t from = 0;
  for (size_t i = 0; i <= piece.text.size(); ++i) {
    if (i < piece.text.size() && piece.text[i] != separator) continue;
    pieces.push_back(piece.Cut(from, i - from));
    from = i + 1;
  }
  return pieces;
}

bool IsNumber(std::string_view text) {
  return !text.empty() && text.size() <= 4 &&
         std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

absl::StatusOr<int> ReadValue(const FieldKind& field, const Piece& piece) {
  int value = 0;
  if (IsNumber(piece.text) && absl::SimpleAtoi(piece.text, &value) && value >= field.least &&
      value <= field.most) {
    return value;
  }
  for (size_t i = 0; i < field.names.size(); ++i) {
    if (absl::EqualsIgnoreCase(piece.text, field.names[i]))
      return field.least + static_cast<int>(i);
  }
  return Wrong(field, piece, field.expected);
}

// `*`, `n`, `n-m`, each perhaps with `/step`: adds its numbers to `mask`.
absl::Status ReadItem(const FieldKind& field, const Piece& item, uint64_t& mask) {
  const size_t slash = item.text.find('/');
  const Piece range = item.Cut(0, slash);
  int step = 1;
  if (slash != item.text.npos) {
    const Piece written = item.Cut(slash + 1);
    if (!IsNumber(written.text) || !absl::SimpleAtoi(written.text, &step) || step < 1 ||
        step > field.most) {
      return Wrong(field, written, absl::StrCat("a step from 1 to ", field.most));
    }
  }
  int from = field.least, to = field.most;
  if (range.text != "*") {
    const size_t dash = range.text.find('-');
    absl::StatusOr<int> first = ReadValue(field, range.Cut(0, dash));
    if (!first.ok()) return first.status();
    from = *first;
    if (dash != range.text.npos) {
      absl::StatusOr<int> last = ReadValue(field, range.Cut(dash + 1));
      if (!last.ok()) return last.status();
      to = *last;
    } else if (slash == item.text.npos) {
      to = from;
    }
  }
  const int width = field.most - field.least + 1;
  const int length = to >= from ? to - from : to - from + width;
  for (int i = 0; i <= length; i += step) {
    mask |= uint64_t{1} << (field.least + (from - field.least + i) % width);
  }
  return absl::OkStatus();
}

absl::Status ReadList(const FieldKind& field, const Piece& piece, uint64_t& mask) {
  for (const Piece& item : Split(piece, ',')) {
    if (absl::Status status = ReadItem(field, item, mask); !status.ok()) return status;
  }
  return absl::OkStatus();
}

using Days = CronExpression::Days;
using DayRule = CronExpression::DayRule;

absl::StatusOr<Days> ReadMonthDays(const FieldKind& field, const Piece& piece) {
  Days read;
  const std::string text = absl::AsciiStrToUpper(piece.text);
  read.any = text == "*";
  if (text == "L") {
    read.rule = DayRule::kLast;
  } else if (text == "LW") {
    read.rule = DayRule::kLastWeekday;
  } else if (absl::StartsWith(text, "L-")) {
    read.rule = DayRule::kLast;
    if (!IsNumber(piece.text.substr(2)) || !absl::SimpleAtoi(piece.text.substr(2), &read.day) ||
        read.day < 1 || read.day > 30) {
      return Wrong(field, piece.Cut(2), "1-30 after \"L-\"");
    }
  } else if (absl::EndsWith(text, "W")) {
    read.rule = DayRule::kNearestWeekday;
    absl::StatusOr<int> day = ReadValue(field, piece.Cut(0, text.size() - 1));
    if (!day.ok()) return day.status();
    read.day = *day;
  } else if (absl::Status status = ReadList(field, piece, read.mask); !status.ok()) {
    return status;
  }
  return read;
}

absl::StatusOr<Days> ReadWeekDays(const FieldKind& field, const Piece& piece) {
  Days read;
  read.any = piece.text == "*";
  const size_t hash = piece.text.find('#');
  const bool ends_in_l = absl::EndsWithIgnoreCase(piece.text, "L");
  if (absl::EqualsIgnoreCase(piece.text, "L")) {
    read.mask = uint64_t{1} << 7;
    return read;
  }
  if (hash == piece.text.npos && !ends_in_l) {
    if (absl::Status status = ReadList(field, piece, read.mask); !status.ok()) return status;
    return read;
  }
  const size_t end = hash != piece.text.npos ? hash : piece.text.size() - 1;
  absl::StatusOr<int> day = ReadValue(field, piece.Cut(0, end));
  if (!day.ok()) return day.status();
  read.day = *day;
  read.rule = hash != piece.text.npos ? DayRule::kNthOfWeekday : DayRule::kLastOfWeekday;
  if (hash == piece.text.npos) return read;
  const Piece nth = piece.Cut(hash + 1);
  if (!IsNumber(nth.text) || !absl::SimpleAtoi(nth.text, &read.nth) || read.nth < 1 ||
      read.nth > 5) {
    return Wrong(field, nth, "1-5 after \"#\"");
  }
  return read;
}

// A day of the calendar as the rules see it.
struct Day {
  explicit Day(sys_days date)
      : ymd(date),
        number(static_cast<int>(static_cast<unsigned>(ymd.day()))),
        last(static_cast<int>(
            static_cast<unsigned>((ymd.year() / ymd.month() / std::chrono::last).day()))),
        weekday(static_cast<int>(std::chrono::weekday(date).c_encoding()) + 1) {}
  // The weekday of another day of the month, 1 to 7.
  int WeekdayOf(int day) const { return ((weekday - 1 + day - number) % 7 + 7) % 7 + 1; }

  std::chrono::year_month_day ymd;
  int number;
  int last;     // number of the last day of the month
  int weekday;  // 1: Sunday
};

bool IsWeekend(int weekday) { return weekday == 1 || weekday == 7; }

// The day from Monday to Friday that is nearest to `day` in its month.
int NearestWeekday(const Day& today, int day) {
  const int weekday = today.WeekdayOf(day);
  if (weekday == 7) return day > 1 ? day - 1 : day + 2;
  if (weekday == 1) return day < today.last ? day + 1 : day - 2;
  return day;
}

bool Matches(const Days& rule, const Day& today, int number) {
  switch (rule.rule) {
    case DayRule::kNumbers:
      return (rule.mask >> number & 1) != 0;
    case DayRule::kLast:
      return today.number == today.last - rule.day;
    case DayRule::kLastWeekday: {
      int day = today.last;
      while (IsWeekend(today.WeekdayOf(day))) --day;
      return today.number == day;
    }
    case DayRule::kNearestWeekday:
      return rule.day <= today.last && today.number == NearestWeekday(today, rule.day);
    case DayRule::kLastOfWeekday:
      return today.weekday == rule.day && today.number + 7 > today.last;
    case DayRule::kNthOfWeekday:
      return today.weekday == rule.day && (today.number - 1) / 7 + 1 == rule.nth;
  }
  return false;
}

bool MatchesDays(const Days& month_days, const Days& week_days, const Day& today) {
  const bool by_month = Matches(month_days, today, today.number);
  const bool by_week = Matches(week_days, today, today.weekday);
  if (month_days.any) return by_week;
  if (week_days.any) return by_month;
  return by_month || by_week;
}

// The lowest number of the mask that is at least `from`; -1: there is none.
int LowestFrom(uint64_t mask, int from) {
  if (from > 63) return -1;
  const uint64_t rest = mask >> from;
  return rest == 0 ? -1 : from + std::countr_zero(rest);
}

// The highest number of the mask that is at most `to`; -1: there is none.
int HighestTo(uint64_t mask, int to) {
  if (to < 0) return -1;
  const uint64_t rest = to >= 63 ? mask : mask & ((uint64_t{2} << to) - 1);
  return 63 - std::countl_zero(rest);
}

int64_t FloorDivide(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

}  // namespace

absl::StatusOr<CronExpression> CronExpression::Parse(std::string_view text) {
  std::vector<Piece> fields;
  for (const Piece& piece : Split({text}, ' ')) {
    if (!piece.text.empty()) fields.push_back(piece);
  }
  if (fields.size() != std::size(kFields)) {
    return absl::InvalidArgumentError(
        absl::StrCat(Quoted(text), " has ", fields.size(),
                     " fields; expected 5: minute, hour, day of month, month, day of week"));
  }
  CronExpression expression;
  absl::Status status = ReadList(kFields[0], fields[0], expression.minutes_);
  if (status.ok()) status = ReadList(kFields[1], fields[1], expression.hours_);
  if (status.ok()) status = ReadList(kFields[3], fields[3], expression.months_);
  if (!status.ok()) return status;
  absl::StatusOr<Days> month_days = ReadMonthDays(kFields[2], fields[2]);
  if (!month_days.ok()) return month_days.status();
  absl::StatusOr<Days> week_days = ReadWeekDays(kFields[4], fields[4]);
  if (!week_days.ok()) return week_days.status();
  expression.month_days_ = *month_days;
  expression.week_days_ = *week_days;
  if (expression.Find(0)) return expression;
  return absl::InvalidArgumentError(absl::StrCat(
      "the days of ", Quoted(text), " never come; expected days that its months have"));
}

std::optional<int64_t> CronExpression::Find(int64_t after) const {
  const int64_t from = FloorDivide(after, 60) + 1;  // in minutes
  const int64_t first_day = FloorDivide(from, 24 * 60);
  for (int64_t i = 0; i <= kDaysOfCycle; ++i) {
    const int64_t number = first_day + i;
    const Day today{sys_days(days(number))};
    if ((months_ >> static_cast<unsigned>(today.ymd.month()) & 1) == 0) continue;
    if (!MatchesDays(month_days_, week_days_, today)) continue;
    const auto minute_of_day = static_cast<int>(i == 0 ? from - first_day * 24 * 60 : 0);
    for (int hour = LowestFrom(hours_, minute_of_day / 60); hour >= 0;
         hour = LowestFrom(hours_, hour + 1)) {
      const int least = hour == minute_of_day / 60 ? minute_of_day % 60 : 0;
      const int minute = LowestFrom(minutes_, least);
      if (minute >= 0) return number * kSecondsOfDay + hour * 3600 + minute * 60;
    }
  }
  return std::nullopt;
}

std::optional<int64_t> CronExpression::FindBack(int64_t at) const {
  const int64_t to = FloorDivide(at, 60);  // in minutes
  const int64_t last_day = FloorDivide(to, 24 * 60);
  for (int64_t i = 0; i <= kDaysOfCycle; ++i) {
    const int64_t number = last_day - i;
    const Day today{sys_days(days(number))};
    if ((months_ >> static_cast<unsigned>(today.ymd.month()) & 1) == 0) continue;
    if (!MatchesDays(month_days_, week_days_, today)) continue;
    const auto minute_of_day = static_cast<int>(i == 0 ? to - last_day * 24 * 60 : 24 * 60 - 1);
    for (int hour = HighestTo(hours_, minute_of_day / 60); hour >= 0;
         hour = HighestTo(hours_, hour - 1)) {
      const int most = hour == minute_of_day / 60 ? minute_of_day % 60 : 59;
      const int minute = HighestTo(minutes_, most);
      if (minute >= 0) return number * kSecondsOfDay + hour * 3600 + minute * 60;
    }
  }
  return std::nullopt;
}

int64_t CronExpression::Previous(int64_t at) const {
  return FindBack(at).value_or(std::numeric_limits<int64_t>::min());
}

int64_t CronExpression::Next(int64_t after) const {
  // Parse has found that there is one in every cycle of the calendar.
  return Find(after).value_or(std::numeric_limits<int64_t>::max());
}

int64_t CronExpression::ShortestInterval(int64_t after) const {
  int64_t shortest = std::numeric_limits<int64_t>::max();
  int64_t last = Next(after);
  for (int i = 0; i < kLookedAt; ++i) {
    const int64_t next = Next(last);
    shortest = std::min(shortest, next - last);
    last = next;
  }
  return shortest;
}

int64_t CronCpuMillis(const CronExpression& expression, int64_t now) {
  return expression.ShortestInterval(now) >= kSeldomSeconds ? kSeldomMillis : kOftenMillis;
}

}  // namespace host
