// Reads text as a cron expression: what comes of it is an error of one line, or an expression whose
// runs are minutes that rise.

#include <string>
#include <string_view>
#include <vector>

#include "absl/log/check.h"
#include "src/host/cron_expression.h"
#include "tests/fuzz/corpus.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const absl::StatusOr<host::CronExpression> expression = host::CronExpression::Parse(text);
  if (!expression.ok()) {
    const std::string_view message = expression.status().message();
    CHECK(message.find("expected") != message.npos) << message;
    for (char c : message) CHECK(static_cast<uint8_t>(c) >= 0x20) << message;
    return 0;
  }
  int64_t time = 1'700'000'000;
  for (int i = 0; i < 3; ++i) {
    const int64_t next = expression->Next(time);
    CHECK_GT(next, time);
    CHECK_EQ(next % 60, 0);
    // Nothing between the two matches.
    CHECK_EQ(expression->Next(next - 1), next);
    CHECK_EQ(expression->Previous(next + 59), next);
    CHECK_LE(expression->Previous(next - 1), time);
    CHECK_LT(next - time, int64_t{41} * 366 * 86'400);
    time = next;
  }
  return 0;
}

std::vector<std::string> FuzzSeeds() { return fuzz::ReadCorpus("tests/fuzz/cron/corpus"); }

std::vector<std::string> FuzzWords() {
  return {" ",    "*",         ",",   "-",  "/",  "L",  "W",   "LW", "#",  "L-",
          "?",    "0",         "1",   "7",  "59", "60", "31",  "30", "12", "SUN",
          "FRI",  "JAN",       "feb", "*/", "#5", "6L", "15W", "\t", "\n", std::string(1, '\0'),
          "\xff", "9999999999"};
}
