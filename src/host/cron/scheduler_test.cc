#include "src/host/cron/scheduler.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "src/store/memory_store.h"

namespace host {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using worker::Outcome;

constexpr int64_t kSecond = 1'000'000'000;
// 2026-01-01T12:00:30Z
constexpr double kStartMillis = 1'767'268'830'000;
constexpr int64_t kNoon = 1'767'268'800;

// A store whose writes fail when the test says so, and are told of when it says so.
class SlowNamespace : public store::Namespace {
 public:
  explicit SlowNamespace(std::shared_ptr<store::Namespace> of) : of_(std::move(of)) {}
  absl::StatusOr<std::optional<store::Found>> Get(std::string_view key, int64_t now) override {
    return of_->Get(key, now);
  }
  absl::StatusOr<store::Page> List(const store::ListQuery& query, int64_t now) override {
    return of_->List(query, now);
  }
  void Apply(std::vector<store::Write> writes, Done done) override {
    ++applied;
    if (!failure.ok()) return done(failure);
    of_->Apply(std::move(writes), [&](absl::Status status) {
      if (!held) return done(std::move(status));
      waiting.push_back(std::move(done));
    });
  }
  absl::StatusOr<store::Usage> GetUsage() override { return of_->GetUsage(); }

  absl::Status failure;
  bool held = false;
  int applied = 0;
  std::vector<Done> waiting;

 private:
  const std::shared_ptr<store::Namespace> of_;
};

// A scheduler between a clock that only moves when told to, a store, and lanes that do what the
// test says.
class CronSchedulerTest : public testing::Test {
 protected:
  struct Given {
    size_t place;
    worker::ScheduledEvent event;
    worker::ScheduledDone done;
  };

  CronSchedulerTest() { clock_.SetWall(kStartMillis); }

  std::unique_ptr<CronScheduler> New(bool catches_up = true) {
    CronScheduler::Options options;
    options.deliver = [this](size_t place, worker::ScheduledEvent event,
                             worker::ScheduledDone done) {
      given_.push_back({place, std::move(event), std::move(done)});
    };
    options.tell = [this](const LogEntry& entry, CronScheduler::Weight weight) {
      const bool problem = weight != CronScheduler::Weight::kRun;
      lines_.push_back(absl::StrCat(problem ? "! " : "", FormatLine(entry, LogFormat::kHuman)));
    };
    options.meter_of = [this](std::string_view) { return meter_; };
    options.lag_seconds = &lag_;
    options.warm = [this](size_t, const std::string& worker) { warmed_.push_back(worker); };
    options.catches_up = catches_up;
    options.gather_millis = 0;
    options.clock = &clock_;
    return std::make_unique<CronScheduler>(loop_, CronLedger(space_, "boot"), std::move(options));
  }
  // What was posted is done.
  void Turn() {
    for (int i = 0; i < 5; ++i) loop_.RunOnce(loop::Wait::kNo);
  }
  // Both clocks go on, and the scheduler looks.
  void Pass(int64_t seconds) {
    clock_.Advance(seconds * kSecond);
    scheduler_->Poll();
    Turn();
  }
  void End(worker::ScheduledResult result) {
    Given first = std::move(given_.front());
    given_.erase(given_.begin());
    first.done(result);
    Turn();
  }
  worker::ScheduledResult Result(Outcome outcome, bool no_retry = false) const {
    return {outcome, no_retry, 0xabc, clock_.MonotonicNanos(), 2'000'000, 1'000'000};
  }
  std::vector<CronEntry> History(std::string cron = "* * * * *") {
    return CronLedger(space_, "").History({"w", std::move(cron), {}}).value();
  }
  bool Told(std::string_view what) const {
    for (const std::string& line : lines_) {
      if (absl::StrContains(line, what)) return true;
    }
    return false;
  }

  base::FakeClock clock_;
  store::MemoryStore store_;
  std::shared_ptr<SlowNamespace> space_ =
      std::make_shared<SlowNamespace>(store_.Open(CronLedger::kNamespace, true).value());
  std::shared_ptr<worker::Meter> meter_ = std::make_shared<worker::Meter>();
  base::Histogram lag_{base::kRequestBuckets};
  std::vector<Given> given_;
  std::vector<std::string> lines_;
  std::vector<std::string> warmed_;
  loop::Loop loop_;
  std::unique_ptr<CronScheduler> scheduler_;
};

TEST_F(CronSchedulerTest, GivesAnEventToALane) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"* * * * *"}, {}});
  Pass(29);
  EXPECT_THAT(given_, IsEmpty());
  Pass(1);
  ASSERT_THAT(given_, SizeIs(1));
  EXPECT_EQ(given_[0].event.worker, "w");
  EXPECT_EQ(given_[0].event.cron, "* * * * *");
  EXPECT_EQ(given_[0].event.scheduled_millis, (kNoon + 60) * 1e3);
  EXPECT_EQ(given_[0].event.cpu_millis, 30'000);
  EXPECT_EQ(given_[0].event.wall_millis, 900'000);
  Pass(1);
  EXPECT_THAT(given_, SizeIs(1)) << "once";
}

TEST_F(CronSchedulerTest, WhatRunsSeldomMayUseMore) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"0 * * * *"}, {}});
  Pass(3600);
  ASSERT_THAT(given_, SizeIs(1));
  EXPECT_EQ(given_[0].event.cpu_millis, 900'000);
}

TEST_F(CronSchedulerTest, WarmsALaneBeforeTheTime) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"* * * * *", "*/1 * * * *"}, {}});
  scheduler_->SetWorker({"later", {"0 * * * *"}, {}});
  Pass(19);
  EXPECT_THAT(warmed_, IsEmpty());
  Pass(1);
  EXPECT_THAT(warmed_, ElementsAre("w"));
  Pass(10);
  EXPECT_THAT(given_, SizeIs(2));
  EXPECT_THAT(warmed_, ElementsAre("w")) << "once";
  Pass(50);
  EXPECT_THAT(warmed_, ElementsAre("w", "w"));
}

TEST_F(CronSchedulerTest, ClaimsBeforeItRuns) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"* * * * *"}, {}});
  space_->held = true;
  Pass(30);
  EXPECT_THAT(given_, IsEmpty()) << "it is not on the disk yet";
  ASSERT_THAT(space_->waiting, SizeIs(1));
  EXPECT_THAT(History(), IsEmpty());
  EXPECT_EQ(CronLedger(space_, "").Find("w", "* * * * *").value()->through, kNoon + 60);
  space_->held = false;
  space_->waiting[0](absl::OkStatus());
  Turn();
  EXPECT_THAT(given_, SizeIs(1));
}

TEST_F(CronSchedulerTest, ClaimsAheadOfTheTime) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"* * * * *"}, {}});
  Pass(29);
  EXPECT_EQ(CronLedger(space_, "").Find("w", "* * * * *").value()->through, kNoon + 60);
  EXPECT_THAT(given_, IsEmpty());
  // The disk takes long now, and nobody waits for it.
  space_->held = true;
  Pass(1);
  EXPECT_THAT(given_, SizeIs(1));
  Pass(1);
  EXPECT_THAT(given_, SizeIs(1));
}

TEST_F(CronSchedulerTest, AClaimAheadThatComesLateIsMadeAgain) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"* * * * *"}, {}});
  space_->held = true;
  Pass(29);
  Pass(1);
  EXPECT_THAT(given_, IsEmpty());
  ASSERT_THAT(space_->waiting, SizeIs(2));
  space_->waiting[0](absl::OkStatus());
  Turn();
  EXPECT_THAT(given_, IsEmpty());
  space_->waiting[1](absl::OkStatus());
  Turn();
  EXPECT_THAT(given_, SizeIs(1));
}

TEST_F(CronSchedulerTest, AProcessThatEndsBetweenAClaimAndItsTimeLosesNothing) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"* * * * *"}, {}});
  Pass(29);
  scheduler_ = nullptr;
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"* * * * *"}, {}});
  Pass(1);
  EXPECT_THAT(given_, SizeIs(1));
}

TEST_F(CronSchedulerTest, AProcessThatEndsAfterAClaimAheadHasBegunRunsNoneTwice) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"* * * * *"}, {}});
  Pass(29);
  Pass(1);
  ASSERT_THAT(given_, SizeIs(1));
  scheduler_ = nullptr;
  given_.clear();
  // Even where the clock goes back in between.
  clock_.SetWall(kStartMillis + 29'500);
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"* * * * *"}, {}});
  Pass(1);
  EXPECT_THAT(given_, IsEmpty());
}

TEST_F(CronSchedulerTest, ADrainGivesBackWhatWasClaimedAhead) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"* * * * *", "*/1 * * * *"}, {}});
  Pass(29);
  scheduler_->Drain();
  EXPECT_LE(CronLedger(space_, "").Find("w", "* * * * *").value()->through, kNoon + 30);
  scheduler_ = nullptr;
  clock_.Advance(3 * kSecond);
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"* * * * *", "*/1 * * * *"}, {}});
  Turn();
  EXPECT_THAT(given_, SizeIs(2));
}

TEST_F(CronSchedulerTest, AChangeGivesBackWhatWasClaimedAhead) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"* * * * *"}, {}});
  Pass(29);
  scheduler_->SetWorker({"w", {}, {}});
  scheduler_->SetWorker({"w", {"* * * * *"}, {}});
  Pass(1);
  EXPECT_THAT(given_, SizeIs(1));
}

TEST_F(CronSchedulerTest, ManyAreClaimedWithOneWrite) {
  scheduler_ = New();
  for (int i = 0; i < 100; ++i) {
    scheduler_->SetWorker({absl::StrCat("w", i), {"* * * * *"}, {}});
  }
  const int before = space_->applied;
  Pass(30);
  EXPECT_THAT(given_, SizeIs(100));
  EXPECT_EQ(space_->applied, before + 2) << "the claims, then the entries of the histories";
  // Each worker has a place, one after the other: lanes share them evenly.
  std::vector<int> places(100, 0);
  for (const Given& given : given_) ++places.at(given.place);
  EXPECT_THAT(places, testing::Each(1));
}

TEST_F(CronSchedulerTest, WhatCannotBeClaimedDoesNotRun) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"0 * * * *"}, {}});
  space_->failure = absl::ResourceExhaustedError("No space left on device");
  Pass(59 * 60 + 30);
  EXPECT_THAT(given_, IsEmpty());
  EXPECT_TRUE(Told("crons do not run, for that cannot be noted: No space left on device"));
  space_->failure = absl::OkStatus();
  Pass(7);
  EXPECT_THAT(given_, SizeIs(1)) << "it is tried again";
  End(Result(Outcome::kOk));
  EXPECT_EQ(History("0 * * * *")[0].outcome, "ok");
  EXPECT_EQ(History("0 * * * *")[0].attempts, 2);
}

TEST_F(CronSchedulerTest, KeepsAHistory) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"* * * * *"}, {}});
  Pass(30);
  ASSERT_THAT(History(), SizeIs(1));
  EXPECT_EQ(History()[0].outcome, "") << "it is under way";
  EXPECT_EQ(History()[0].boot, "boot");
  clock_.Advance(kSecond / 50);
  End(Result(Outcome::kOk));
  const CronEntry entry = History()[0];
  EXPECT_EQ(entry.time, kNoon + 60);
  EXPECT_EQ(entry.trigger, "time");
  EXPECT_EQ(entry.outcome, "ok");
  EXPECT_EQ(entry.attempts, 1);
  EXPECT_EQ(entry.began_millis, (kNoon + 60) * 1000 + 20);
  EXPECT_EQ(entry.lag_micros, 20'000);
  EXPECT_EQ(entry.wall_micros, 2'000);
  EXPECT_EQ(entry.cpu_micros, 1'000);
  EXPECT_EQ(entry.request, "0000000000000abc");
  EXPECT_EQ(meter_->cron_runs(Outcome::kOk), 1u);
  EXPECT_EQ(lag_.sum_nanos(), 20'000'000);
  EXPECT_THAT(lines_,
              ElementsAre("cron worker=w cron=\"* * * * *\" time=2026-01-01T12:01:00Z trigger=time "
                          "outcome=ok attempt=1 lag_us=20000 cpu_us=1000 wall_us=2000 "
                          "request=0000000000000abc\n"));
}

TEST_F(CronSchedulerTest, TriesAgainInAnotherPlace) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"0 * * * *"}, {}});
  Pass(59 * 60 + 30);
  const size_t place = given_[0].place;
  End(Result(Outcome::kException));
  EXPECT_TRUE(
      Told("! cron worker=w cron=\"0 * * * *\" time=2026-01-01T13:00:00Z trigger=time "
           "outcome=exception attempt=1"));
  EXPECT_TRUE(Told("retry_ms=5"));
  Pass(7);
  ASSERT_THAT(given_, SizeIs(1));
  EXPECT_EQ(given_[0].place, place + 1);
  EXPECT_EQ(given_[0].event.scheduled_millis, (kNoon + 3600) * 1e3);
  End(Result(Outcome::kOk));
  EXPECT_THAT(History("0 * * * *"), SizeIs(1));
  EXPECT_EQ(History("0 * * * *")[0].attempts, 2);
  EXPECT_EQ(meter_->cron_runs(Outcome::kException), 1u);
  EXPECT_EQ(meter_->cron_runs(Outcome::kOk), 1u);
}

TEST_F(CronSchedulerTest, NoRetryIsKept) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"0 * * * *"}, {}});
  Pass(59 * 60 + 30);
  End(Result(Outcome::kException, /*no_retry=*/true));
  Pass(600);
  EXPECT_THAT(given_, IsEmpty());
  EXPECT_EQ(scheduler_->running(), 0u);
}

TEST_F(CronSchedulerTest, WhatIsDroppedWasCutOff) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"* * * * *"}, {}});
  Pass(30);
  given_.clear();
  Turn();
  EXPECT_EQ(History()[0].outcome, "canceled");
  EXPECT_EQ(scheduler_->running(), 0u);
  Pass(7);
  EXPECT_THAT(given_, IsEmpty()) << "the lane is about to end: it is not tried again";
}

TEST_F(CronSchedulerTest, NotesWhatIsPassedOver) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"* * * * *"}, {}});
  Pass(30);
  Pass(60);
  ASSERT_THAT(History(), SizeIs(2));
  EXPECT_EQ(History()[0].outcome, "skipped");
  EXPECT_EQ(History()[0].reason, "overlap");
  EXPECT_EQ(History()[0].time, kNoon + 120);
  EXPECT_EQ(meter_->cron_skipped(true), 1u);
  EXPECT_TRUE(
      Told("! cron worker=w cron=\"* * * * *\" time=2026-01-01T12:02:00Z outcome=skipped "
           "reason=overlap count=1"));
}

TEST_F(CronSchedulerTest, AnotherProcessWithinTheMinuteRunsNoneTwice) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"* * * * *"}, {}});
  Pass(30);
  ASSERT_THAT(given_, SizeIs(1));
  // This one has gone without a word.
  scheduler_ = nullptr;
  given_.clear();
  clock_.Advance(20 * kSecond);
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"* * * * *"}, {}});
  Turn();
  EXPECT_THAT(given_, IsEmpty());
  Pass(40);
  ASSERT_THAT(given_, SizeIs(1));
  EXPECT_EQ(given_[0].event.scheduled_millis, (kNoon + 120) * 1e3);
}

TEST_F(CronSchedulerTest, WhatPassedWhileNobodyWasThereRunsOnce) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"0 * * * *"}, {}});
  scheduler_ = nullptr;
  clock_.Advance(5 * 3600 * kSecond);
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"0 * * * *"}, {}});
  Turn();
  ASSERT_THAT(given_, SizeIs(1));
  EXPECT_EQ(given_[0].event.scheduled_millis, (kNoon + 5 * 3600) * 1e3);
  End(Result(Outcome::kOk));
  const std::vector<CronEntry> history = History("0 * * * *");
  ASSERT_THAT(history, SizeIs(2));
  EXPECT_EQ(history[0].outcome, "ok");
  EXPECT_EQ(history[0].trigger, "time") << "its minute is not over";
  EXPECT_EQ(history[1].outcome, "skipped");
  EXPECT_EQ(history[1].count, 4);
  EXPECT_EQ(meter_->cron_skipped(false), 4u);
}

TEST_F(CronSchedulerTest, DevDoesNotCatchUp) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"0 * * * *"}, {}});
  scheduler_ = nullptr;
  clock_.Advance(5 * 3600 * kSecond);
  scheduler_ = New(/*catches_up=*/false);
  scheduler_->SetWorker({"w", {"0 * * * *"}, {}});
  Turn();
  EXPECT_THAT(given_, IsEmpty());
  EXPECT_THAT(lines_, IsEmpty());
}

TEST_F(CronSchedulerTest, FollowsChanges) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"* * * * *", "*/2 * * * *"}, {}});
  scheduler_->SetWorker({"w", {"* * * * *", "*/3 * * * *"}, {}});
  EXPECT_EQ(scheduler_->crons(), 2u);
  clock_.Advance(30 * kSecond);
  Pass(60);
  ASSERT_THAT(given_, SizeIs(1)) << "12:02, of the one that was there and is";
  scheduler_->SetWorker({"w", {}, {}});
  EXPECT_EQ(scheduler_->crons(), 0u);
  End(Result(Outcome::kOk));
  Pass(60);
  EXPECT_THAT(given_, IsEmpty());
  EXPECT_EQ(History()[0].outcome, "ok");
}

TEST_F(CronSchedulerTest, RunsByHand) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"0 0 * * *"}, {}});
  std::vector<Outcome> ended;
  const auto note = [&](worker::ScheduledResult result) { ended.push_back(result.outcome); };
  EXPECT_TRUE(scheduler_->RunByHand("w", "", 1'234'567, note).ok());
  Turn();
  ASSERT_THAT(given_, SizeIs(1));
  EXPECT_EQ(given_[0].event.scheduled_millis, 1'234'567);
  EXPECT_EQ(given_[0].event.cron, "0 0 * * *");
  End(Result(Outcome::kException));
  EXPECT_THAT(ended, ElementsAre(Outcome::kException));
  EXPECT_EQ(History("0 0 * * *")[0].trigger, "manual");
  EXPECT_EQ(History("0 0 * * *")[0].time, 1'234);
  Pass(60);
  EXPECT_THAT(given_, IsEmpty()) << "it is not tried again";
  EXPECT_THAT(scheduler_->RunByHand("w", "1 1 * * *", {}, note).message(),
              HasSubstr("has no cron \"1 1 * * *\"; expected one of: \"0 0 * * *\""));
  EXPECT_THAT(scheduler_->RunByHand("v", "", {}, note).message(),
              HasSubstr("no worker with crons is called \"v\""));
  scheduler_->SetWorker({"w", {"0 0 * * *", "1 0 * * *"}, {}});
  EXPECT_THAT(scheduler_->RunByHand("w", "", {}, note).message(), HasSubstr("has several crons"));
}

TEST_F(CronSchedulerTest, DrainBeginsNothingMore) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"* * * * *", "*/1 * * * *"}, {}});
  Pass(30);
  ASSERT_THAT(given_, SizeIs(2));
  End(Result(Outcome::kException));
  scheduler_->Drain();
  EXPECT_EQ(scheduler_->running(), 1u);
  Pass(120);
  EXPECT_THAT(given_, SizeIs(1));
  EXPECT_FALSE(scheduler_->RunByHand("w", "* * * * *", {}, [](worker::ScheduledResult) {}).ok());
  End(Result(Outcome::kOk));
  EXPECT_EQ(scheduler_->running(), 0u);
  EXPECT_EQ(History("*/1 * * * *")[0].outcome, "ok");
}

TEST_F(CronSchedulerTest, FinishNotesWhatIsCutOff) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"* * * * *"}, {}});
  Pass(30);
  scheduler_->Drain();
  scheduler_->Finish();
  EXPECT_EQ(History()[0].outcome, "canceled");
}

TEST_F(CronSchedulerTest, FollowsAClockThatGoesBackFar) {
  scheduler_ = New();
  scheduler_->SetWorker({"w", {"* * * * *"}, {}});
  clock_.SetWall(kStartMillis + 1e10);
  scheduler_->Poll();
  Turn();
  ASSERT_THAT(given_, SizeIs(1));
  End(Result(Outcome::kOk));
  clock_.SetWall(kStartMillis);
  scheduler_->Poll();
  Turn();
  EXPECT_TRUE(Told("! cron problem=\"the clock has gone back by more than 3 hours"));
  EXPECT_EQ(CronLedger(space_, "").Find("w", "* * * * *").value()->through, kNoon + 30)
      << "a node that starts again now knows it too";
  Pass(30);
  EXPECT_THAT(given_, SizeIs(1));
}

}  // namespace
}  // namespace host
