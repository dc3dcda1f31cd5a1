#include "src/cli/cron_text.h"

#include <string>

#include "gtest/gtest.h"

namespace cli {
namespace {

host::CronEntry Entry(std::string outcome, std::string boot) {
  host::CronEntry entry;
  entry.time = 1'767'268'860;
  entry.outcome = std::move(outcome);
  entry.attempts = 1;
  entry.began_millis = 1'767'268'860'012;
  entry.lag_micros = 12'345;
  entry.wall_micros = 2'000;
  entry.cpu_micros = 500;
  entry.request = "00000000000000ab";
  entry.boot = std::move(boot);
  return entry;
}

TEST(CronText, TellsWhatIsRunningFromWhatWasInterrupted) {
  EXPECT_EQ(OutcomeText(Entry("", "a"), "a"), "running");
  EXPECT_EQ(OutcomeText(Entry("", "a"), "b"), "interrupted");
  EXPECT_EQ(OutcomeText(Entry("", "a"), ""), "interrupted");
  EXPECT_EQ(OutcomeText(Entry("ok", "a"), ""), "ok");
}

TEST(CronText, List) {
  host::CronEntry skipped = Entry("skipped", "a");
  skipped.reason = "missed";
  skipped.count = 3;
  const std::vector<ListedCron> crons = {
      {"shop", "* * * * *", 1'767'268'920, {Entry("ok", "a")}},
      {"w\x1b", "0 0 1 1 *", std::nullopt, {}},
      {"x", "0 0 * * *", 1'767'268'920, {skipped}},
  };
  EXPECT_EQ(ListText(crons, "a", false),
            "WORKER  CRON       NEXT                  LAST                  OUTCOME\n"
            "shop    * * * * *  2026-01-01T12:02:00Z  2026-01-01T12:01:00Z  ok\n"
            "w\\x1b   0 0 1 1 *  -                     -                     -\n"
            "x       0 0 * * *  2026-01-01T12:02:00Z  2026-01-01T12:01:00Z  skipped (missed, 3)\n");
  EXPECT_EQ(
      ListText(crons, "a", true),
      "[\n"
      "  {\"worker\":\"shop\",\"cron\":\"* * * * *\",\"next\":\"2026-01-01T12:02:00Z\","
      "\"last\":{\"worker\":\"shop\",\"cron\":\"* * * * *\",\"time\":\"2026-01-01T12:01:00Z\","
      "\"trigger\":\"time\",\"outcome\":\"ok\",\"attempts\":1,\"began_ms\":1767268860012,"
      "\"lag_ms\":12.345,\"wall_ms\":2.0,\"cpu_ms\":0.5,\"request\":\"00000000000000ab\"}},\n"
      "  {\"worker\":\"w\\u001b\",\"cron\":\"0 0 1 1 *\",\"next\":null,\"last\":null},\n"
      "  {\"worker\":\"x\",\"cron\":\"0 0 * * *\",\"next\":\"2026-01-01T12:02:00Z\","
      "\"last\":{\"worker\":\"x\",\"cron\":\"0 0 * * *\",\"time\":\"2026-01-01T12:01:00Z\","
      "\"trigger\":\"time\",\"outcome\":\"skipped\",\"reason\":\"missed\",\"count\":3}}\n"
      "]\n");
  EXPECT_EQ(ListText({}, "", true), "[]\n");
}

TEST(CronText, History) {
  host::CronEntry retried = Entry("exception", "a");
  retried.attempts = 2;
  retried.trigger = "missed";
  const std::vector<ListedCron> crons = {
      {"shop", "* * * * *", 1'767'268'920, {Entry("", "a"), retried}}};
  EXPECT_EQ(HistoryText(crons, "a", false),
            "WORKER  CRON       TIME                  LAG      WALL    OUTCOME\n"
            "shop    * * * * *  2026-01-01T12:01:00Z  12.3 ms  2.0 ms  running\n"
            "shop    * * * * *  2026-01-01T12:01:00Z  12.3 ms  2.0 ms  exception (missed) "
            "(attempt 2)\n");
}

}  // namespace
}  // namespace cli
