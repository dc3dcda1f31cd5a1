#include "src/host/cron/scheduler.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "src/host/cron/scheduler_fixture.h"

namespace host {
namespace {

using testing::IsEmpty;
using testing::SizeIs;
using worker::Outcome;

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
