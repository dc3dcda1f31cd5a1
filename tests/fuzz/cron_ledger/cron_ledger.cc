// Reads text as what is kept of a cron: what comes of it is kDataLoss, or something that is written
// and read again as the same.

#include <string>
#include <string_view>
#include <vector>

#include "absl/log/check.h"
#include "src/host/cron/ledger.h"
#include "tests/fuzz/corpus.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const absl::StatusOr<host::KeptCron> state = host::DecodeCronState(text);
  if (state.ok()) {
    const std::string written = host::EncodeCronState(state->worker, state->cron, state->state);
    const absl::StatusOr<host::KeptCron> again = host::DecodeCronState(written);
    CHECK_OK(again);
    CHECK_EQ(host::EncodeCronState(again->worker, again->cron, again->state), written);
  } else {
    CHECK(absl::IsDataLoss(state.status())) << state.status();
  }
  const absl::StatusOr<host::CronEntry> entry = host::DecodeCronEntry(text);
  if (entry.ok()) {
    const std::string written = host::EncodeCronEntry(*entry);
    const absl::StatusOr<host::CronEntry> again = host::DecodeCronEntry(written);
    CHECK_OK(again);
    CHECK_EQ(host::EncodeCronEntry(*again), written);
  } else {
    CHECK(absl::IsDataLoss(entry.status())) << entry.status();
  }
  return 0;
}

std::vector<std::string> FuzzSeeds() { return fuzz::ReadCorpus("tests/fuzz/cron_ledger/corpus"); }

std::vector<std::string> FuzzWords() {
  return {"worker",
          "cron",
          "through",
          "entries",
          "number",
          "time",
          "outcome",
          "lag",
          "{",
          "}",
          "\"",
          ":",
          ",",
          "[",
          "null",
          "-1",
          "1e99",
          "true",
          "\\",
          "\\u0000",
          "\xff",
          "18446744073709551616",
          "9223372036854775808"};
}
