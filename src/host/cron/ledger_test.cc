#include "src/host/cron/ledger.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "src/store/memory_store.h"

namespace host {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class CronLedgerTest : public testing::Test {
 protected:
  void Write(std::vector<CronLedger::Change> changes) {
    bool written = false;
    ledger_.Write(changes, [&](absl::Status status) { written = status.ok(); });
    EXPECT_TRUE(written);
  }
  std::vector<std::string> Names() {
    std::vector<std::string> names;
    const std::vector<KeptCron> all = ledger_.List().value();
    for (const KeptCron& cron : all) names.push_back(cron.worker + " " + cron.cron);
    return names;
  }

  store::MemoryStore store_;
  const std::shared_ptr<store::Namespace> space_ =
      store_.Open(CronLedger::kNamespace, true).value();
  CronLedger ledger_{space_, "me"};
};

TEST_F(CronLedgerTest, KeepsStates) {
  EXPECT_EQ(ledger_.Find("w", "* * * * *").value(), std::nullopt);
  Write({{"w", "* * * * *", CronState{60, 3}}, {"w", "0 0 * * *", CronState{120, 0}}});
  const CronState state = *ledger_.Find("w", "* * * * *").value();
  EXPECT_EQ(state.through, 60);
  EXPECT_EQ(state.entries, 3u);
  EXPECT_EQ(ledger_.Find("w", "*  * * * *").value(), std::nullopt);
  EXPECT_EQ(ledger_.Find("v", "* * * * *").value(), std::nullopt);
  Write({{"v", "* * * * *", CronState{1, 1}}});
  EXPECT_THAT(Names(), ElementsAre("v * * * * *", "w * * * * *", "w 0 0 * * *"));
}

TEST_F(CronLedgerTest, TakesExpressionsOfAnyLength) {
  std::string minutes = "0";
  for (int i = 1; i < 1000; ++i) minutes += ",0";
  Write({{std::string(63, 'w'), minutes + " * * * *", CronState{60, 0}}});
  EXPECT_TRUE(ledger_.Find(std::string(63, 'w'), minutes + " * * * *").value());
}

TEST_F(CronLedgerTest, KeepsTheLastEntries) {
  const KeptCron cron{"w", "* * * * *", {}};
  EXPECT_THAT(ledger_.History(cron).value(), IsEmpty());
  for (uint64_t i = 0; i < CronLedger::kKeptEntries + 5; ++i) {
    CronEntry entry;
    entry.number = i;
    entry.time = static_cast<int64_t>(i) * 60;
    Write({{"w", "* * * * *", std::nullopt, entry}});
  }
  const std::vector<CronEntry> entries = ledger_.History(cron).value();
  ASSERT_EQ(entries.size(), CronLedger::kKeptEntries);
  EXPECT_EQ(entries.front().number, CronLedger::kKeptEntries + 4);
  EXPECT_EQ(entries.back().number, 5u);
  EXPECT_EQ(entries.front().boot, "me");
}

TEST_F(CronLedgerTest, KeepsAllOfAnEntry) {
  CronEntry entry{7,       1'700'000'000, "missed", "exception", "why",  2,     3,
                  123'456, 789,           10,       11,          "00ff", "boot"};
  const CronEntry read = DecodeCronEntry(EncodeCronEntry(entry)).value();
  EXPECT_EQ(read.number, 7u);
  EXPECT_EQ(read.time, 1'700'000'000);
  EXPECT_EQ(read.trigger, "missed");
  EXPECT_EQ(read.outcome, "exception");
  EXPECT_EQ(read.reason, "why");
  EXPECT_EQ(read.count, 2);
  EXPECT_EQ(read.attempts, 3);
  EXPECT_EQ(read.began_millis, 123'456);
  EXPECT_EQ(read.lag_micros, 789);
  EXPECT_EQ(read.wall_micros, 10);
  EXPECT_EQ(read.cpu_micros, 11);
  EXPECT_EQ(read.request, "00ff");
  EXPECT_EQ(read.boot, "boot");
}

TEST_F(CronLedgerTest, ForgetsWhatIsNotThereAnyMore) {
  for (const char* worker : {"gone", "kept", "unknown"}) {
    CronEntry entry;
    Write(
        {{worker, "* * * * *", CronState{60, 1}, entry}, {worker, "0 0 * * *", CronState{60, 0}}});
  }
  EXPECT_TRUE(ledger_.Forget({{"kept", "0 0 * * *"}}, {"unknown"}).ok());
  EXPECT_THAT(Names(), ElementsAre("kept 0 0 * * *", "unknown * * * * *", "unknown 0 0 * * *"));
  EXPECT_THAT(ledger_.History({"gone", "* * * * *", {}}).value(), IsEmpty());
  EXPECT_EQ(ledger_.History({"unknown", "* * * * *", {}}).value().size(), 1u);
  EXPECT_TRUE(ledger_.Forget({}, {"unknown"}).ok());
  EXPECT_THAT(Names(), ElementsAre("unknown * * * * *", "unknown 0 0 * * *"));
}

TEST_F(CronLedgerTest, KnowsWhoRanLast) {
  EXPECT_EQ(ledger_.Boot().value(), "");
  ledger_.WriteBoot([](const absl::Status& status) { EXPECT_TRUE(status.ok()); });
  EXPECT_EQ(ledger_.Boot().value(), "me");
}

TEST(CronLedgerCodes, TellWhatIsDamaged) {
  for (const char* text :
       {"", "{", "[]", "{}", R"({"worker":"a","cron":1,"through":1,"entries":1,"ahead":0})",
        R"({"worker":"a","cron":"b","through":"1","entries":1,"ahead":0})",
        R"({"worker":"a","cron":"b","through":-1,"entries":1,"ahead":0})",
        R"({"worker":"a","cron":"b","through":253402300800,"entries":1,"ahead":0})"}) {
    const absl::Status state = DecodeCronState(text).status();
    EXPECT_TRUE(absl::IsDataLoss(state)) << text;
    EXPECT_THAT(state.message(), HasSubstr("expected what Atoll writes"));
    EXPECT_TRUE(absl::IsDataLoss(DecodeCronEntry(text).status())) << text;
  }
}

}  // namespace
}  // namespace host
