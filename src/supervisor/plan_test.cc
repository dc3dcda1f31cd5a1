#include "src/supervisor/plan.h"

#include <csignal>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace supervisor {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Actions as words: "start 1/7" (of the settings 7), "serve 1", "hand-over 1", "drain 1", "kill 1",
// "settle 7", "leave 0", "tell crashed 1".
struct Words {
  std::string operator()(const StartCell& a) const {
    return absl::StrCat(a.stand_by ? "stand-by " : "start ", a.cell, "/", a.settings);
  }
  std::string operator()(const ServeCell& a) const { return absl::StrCat("serve ", a.cell); }
  std::string operator()(const DrainCell& a) const {
    return absl::StrCat(a.hand_over ? "hand-over " : "drain ", a.cell);
  }
  std::string operator()(const KillCell& a) const { return absl::StrCat("kill ", a.cell); }
  std::string operator()(const SettleOn& a) const { return absl::StrCat("settle ", a.settings); }
  std::string operator()(const Leave& a) const { return absl::StrCat("leave ", a.exit_code); }
  std::string operator()(const Tell& a) const {
    constexpr const char* kNames[] = {"serving",   "took over", "crashed",      "killed",
                                      "condemned", "reloaded",  "reload failed"};
    return absl::StrCat("tell ", kNames[static_cast<int>(a.what)], " ", a.cell);
  }
};

constexpr CellEnd kSegv{.signal = SIGSEGV, .exit_status = 0};
constexpr CellEnd kKilled{.signal = SIGKILL, .exit_status = 0};
constexpr CellEnd kFine{};

class PlanTest : public ::testing::Test {
 protected:
  std::vector<std::string> Take() {
    std::vector<std::string> words;
    for (const Action& action : plan_.Take()) {
      if (const auto* tell = std::get_if<Tell>(&action)) told_ = *tell;
      words.push_back(std::visit(Words(), action));
    }
    return words;
  }

  // Ticks and beats of all cells, four times a second.
  void Pass(int64_t millis) {
    const int64_t end = now_ + millis;
    while (now_ < end) {
      now_ = std::min(now_ + 250, end);
      for (const auto& [number, cell] : std::map(plan_.cells())) plan_.OnBeat(number, 0, now_);
      plan_.OnTick(now_);
    }
  }

  // Cell 1 serves, cell 2 stands by; both have the settings 7.
  void UntilTwo() {
    plan_.Begin(7, now_);
    plan_.OnWarm(1, now_);
    plan_.OnServing(1, now_);
    Pass(2'000);
    plan_.OnWarm(2, now_);
    Take();
  }

  // Cells 1 to 4 drain, as many as may; cell 5 serves, cell 6 stands by.
  void UntilFourDrain() {
    UntilTwo();
    for (CellNumber serving = 1; serving <= 4; ++serving) {
      plan_.OnCondemned(serving, "again", now_);
      plan_.OnServing(serving + 1, now_);
      plan_.OnWarm(serving + 2, now_);
    }
  }

  int64_t now_ = 1'000'000;
  Tell told_;
  Plan plan_{PlanLimits(), /*stand_by=*/true};
};

TEST_F(PlanTest, TheFirstCellServesAndAnotherStandsBy) {
  plan_.Begin(7, now_);
  EXPECT_THAT(Take(), ElementsAre("start 1/7"));
  Pass(3'000);
  EXPECT_THAT(Take(), IsEmpty());
  plan_.OnWarm(1, now_);
  EXPECT_THAT(Take(), ElementsAre("serve 1"));
  plan_.OnServing(1, now_);
  EXPECT_THAT(Take(), ElementsAre("tell serving 1", "settle 7"));
  Pass(500);
  EXPECT_THAT(Take(), IsEmpty());
  Pass(1'000);
  EXPECT_THAT(Take(), ElementsAre("stand-by 2/7"));
  plan_.OnWarm(2, now_);
  Pass(3'600'000);
  EXPECT_THAT(Take(), IsEmpty());
}

TEST_F(PlanTest, WithoutStandByNoneIsStarted) {
  plan_ = Plan(PlanLimits(), /*stand_by=*/false);
  plan_.Begin(7, now_);
  plan_.OnWarm(1, now_);
  plan_.OnServing(1, now_);
  Take();
  Pass(60'000);
  EXPECT_THAT(Take(), IsEmpty());
  plan_.OnEnded(1, kSegv, now_);
  EXPECT_THAT(Take(), ElementsAre("tell crashed 1"));
  Pass(250);
  EXPECT_THAT(Take(), ElementsAre("start 2/7"));
}

TEST_F(PlanTest, AFirstCellThatDoesNotStartIsTheEnd) {
  plan_.Begin(7, now_);
  Take();
  plan_.OnEnded(1, {.signal = 0, .exit_status = 1}, now_);
  EXPECT_THAT(Take(), ElementsAre("leave 1"));
  Pass(1'000);
  EXPECT_THAT(Take(), IsEmpty()) << "no other is started before this process has ended";
}

TEST_F(PlanTest, AFirstCellThatCrashesIsTheEnd) {
  plan_.Begin(7, now_);
  plan_.OnWarm(1, now_);
  Take();
  plan_.OnEnded(1, kSegv, now_);
  EXPECT_THAT(Take(), ElementsAre("leave 139"));
}

TEST_F(PlanTest, NewSettingsThatFailBeforeAnythingServesChangeNothing) {
  plan_.Begin(7, now_);
  plan_.Reload(8, true, now_);
  EXPECT_THAT(Take(), ElementsAre("start 1/7", "start 2/8"));
  plan_.OnEnded(2, {.signal = 0, .exit_status = 1}, now_);
  EXPECT_THAT(Take(), ElementsAre("tell crashed 2", "tell reload failed 2", "settle 7"));
  plan_.OnWarm(1, now_);
  plan_.OnServing(1, now_);
  EXPECT_THAT(Take(), ElementsAre("serve 1", "tell serving 1", "settle 7"));
}

TEST_F(PlanTest, NewSettingsMayBeTheFirstThatServe) {
  plan_.Begin(7, now_);
  plan_.Reload(8, true, now_);
  Take();
  plan_.OnEnded(1, {.signal = 0, .exit_status = 1}, now_);
  EXPECT_THAT(Take(), ElementsAre("tell crashed 1"));
  Plan other = plan_;
  plan_.OnWarm(2, now_);
  plan_.OnServing(2, now_);
  EXPECT_THAT(Take(), ElementsAre("serve 2", "tell serving 2", "settle 8"));
  plan_ = other;
  plan_.OnEnded(2, {.signal = 0, .exit_status = 1}, now_);
  EXPECT_THAT(Take(), ElementsAre("leave 1"));
}

TEST_F(PlanTest, TheStandByTakesOverFromACrash) {
  UntilTwo();
  plan_.OnEnded(1, kSegv, now_);
  EXPECT_THAT(Take(), ElementsAre("tell crashed 1", "serve 2"));
  EXPECT_EQ(told_.end.signal, SIGSEGV);
  EXPECT_EQ(told_.lived_millis, 2'000);
  EXPECT_EQ(told_.next_millis, 100);
  plan_.OnServing(2, now_);
  EXPECT_THAT(Take(), ElementsAre("tell took over 2", "settle 7"));
  Pass(100);
  EXPECT_THAT(Take(), ElementsAre("stand-by 3/7"));
  EXPECT_EQ(plan_.restarts(), 1u);
}

TEST_F(PlanTest, CrashesBackOff) {
  UntilTwo();
  std::vector<int64_t> waits;
  CellNumber serving = 1;
  for (int i = 0; i < 9; ++i) {
    plan_.OnEnded(serving, kSegv, now_);
    Take();
    waits.push_back(told_.next_millis);
    plan_.OnServing(++serving, now_);
    Pass(told_.next_millis);
    EXPECT_THAT(Take(), testing::Contains(absl::StrCat("stand-by ", serving + 1, "/7")));
    plan_.OnWarm(serving + 1, now_);
  }
  EXPECT_THAT(waits, ElementsAre(100, 200, 400, 800, 1600, 3200, 6400, 10000, 10000));
  Pass(60'000);
  plan_.OnEnded(serving, kSegv, now_);
  Take();
  EXPECT_EQ(told_.next_millis, 100);
  plan_.OnServing(serving + 1, now_);
  Pass(100);
  EXPECT_THAT(Take(), testing::Contains(absl::StrCat("stand-by ", serving + 2, "/7")));
}

TEST_F(PlanTest, AStandByThatDoesNotStartIsTriedAgain) {
  plan_.Begin(7, now_);
  plan_.OnWarm(1, now_);
  plan_.OnServing(1, now_);
  Pass(1'000);
  Take();
  plan_.OnEnded(2, {.signal = 0, .exit_status = 1}, now_);
  EXPECT_THAT(Take(), ElementsAre("tell crashed 2"));
  Pass(100);
  EXPECT_THAT(Take(), ElementsAre("stand-by 3/7"));
}

TEST_F(PlanTest, ACellWithoutABeatIsKilledAndTheStandByTakesOver) {
  UntilTwo();
  for (int i = 0; i < 19; ++i) {
    now_ += 250;
    plan_.OnBeat(2, 0, now_);
    plan_.OnTick(now_);
  }
  EXPECT_THAT(Take(), IsEmpty());
  now_ += 250;
  plan_.OnBeat(2, 0, now_);
  plan_.OnTick(now_);
  EXPECT_THAT(Take(), ElementsAre("tell killed 1", "kill 1", "serve 2"));
  plan_.OnServing(2, now_);
  EXPECT_THAT(Take(), ElementsAre("tell took over 2", "settle 7", "stand-by 3/7"));
  plan_.OnEnded(1, kKilled, now_);
  EXPECT_THAT(Take(), ElementsAre("tell crashed 1"));
}

TEST_F(PlanTest, ALaneThatStandsStillIsTheSame) {
  UntilTwo();
  plan_.OnBeat(1, 4'900, now_);
  EXPECT_THAT(Take(), IsEmpty());
  plan_.OnBeat(1, 5'000, now_);
  EXPECT_THAT(Take(), ElementsAre("tell killed 1", "kill 1", "serve 2"));
}

TEST_F(PlanTest, AMachineThatSleptKillsNobody) {
  UntilTwo();
  now_ += 3'600'000;
  plan_.OnTick(now_);
  EXPECT_THAT(Take(), IsEmpty());
  Pass(60'000);
  EXPECT_THAT(Take(), IsEmpty());
}

TEST_F(PlanTest, ACondemnedCellHandsOverAndDrains) {
  UntilTwo();
  plan_.OnCondemned(1, "a thread is parked", now_);
  plan_.OnCondemned(1, "another one is", now_);
  EXPECT_THAT(Take(), ElementsAre("tell condemned 1", "serve 2"));
  EXPECT_EQ(told_.reason, "a thread is parked");
  plan_.OnServing(2, now_);
  EXPECT_THAT(Take(), ElementsAre("tell took over 2", "hand-over 1", "settle 7", "stand-by 3/7"));
  plan_.OnDrained(1, now_);
  plan_.OnEnded(1, kFine, now_);
  EXPECT_THAT(Take(), IsEmpty());
  EXPECT_EQ(plan_.restarts(), 0u);
}

TEST_F(PlanTest, WithoutOneThatIsWarmACondemnedCellServesOn) {
  plan_ = Plan(PlanLimits(), /*stand_by=*/false);
  plan_.Begin(7, now_);
  plan_.OnWarm(1, now_);
  plan_.OnServing(1, now_);
  Take();
  plan_.OnCondemned(1, "a thread is parked", now_);
  EXPECT_THAT(Take(), ElementsAre("tell condemned 1", "stand-by 2/7"));
  Pass(1'000);
  EXPECT_THAT(Take(), IsEmpty());
  plan_.OnWarm(2, now_);
  EXPECT_THAT(Take(), ElementsAre("serve 2"));
}

TEST_F(PlanTest, ACondemnedStandByIsReplaced) {
  UntilTwo();
  plan_.OnCondemned(2, "a thread is parked", now_);
  EXPECT_THAT(Take(), ElementsAre("tell condemned 2", "kill 2", "stand-by 3/7"));
  plan_.OnEnded(2, kKilled, now_);
  EXPECT_THAT(Take(), IsEmpty());
}

TEST_F(PlanTest, AnExhaustedStandByIsReplaced) {
  UntilTwo();
  plan_.OnExhausted(2, "parked threads: 8", now_);
  EXPECT_THAT(Take(), ElementsAre("tell condemned 2", "kill 2", "stand-by 3/7"));
  plan_.OnExhausted(2, "parked threads: 16", now_);
  EXPECT_THAT(Take(), ElementsAre("tell condemned 2"));
  plan_.OnEnded(2, kKilled, now_);
  EXPECT_THAT(Take(), IsEmpty());
  plan_.OnWarm(3, now_);
  plan_.OnEnded(1, kSegv, now_);
  EXPECT_THAT(Take(), ElementsAre("tell crashed 1", "serve 3"));
}

TEST_F(PlanTest, AStandByThatIsCondemnedWhileItStartsCountsAsACrash) {
  plan_.Begin(7, now_);
  plan_.OnWarm(1, now_);
  plan_.OnServing(1, now_);
  Pass(1'000);
  Take();
  plan_.OnCondemned(2, "a thread is parked", now_);
  EXPECT_THAT(Take(), ElementsAre("tell condemned 2", "kill 2", "stand-by 3/7"));
  plan_.OnEnded(2, kKilled, now_);
  EXPECT_THAT(Take(), ElementsAre("tell crashed 2"));
  plan_.OnExhausted(3, "parked threads: 8", now_);
  EXPECT_THAT(Take(), ElementsAre("tell condemned 3", "kill 3")) << "the next one waits";
  plan_.OnEnded(3, kKilled, now_);
  EXPECT_THAT(Take(), ElementsAre("tell crashed 3"));
  EXPECT_EQ(told_.next_millis, 200);
  Pass(250);
  EXPECT_THAT(Take(), ElementsAre("stand-by 4/7"));
}

TEST_F(PlanTest, NewSettingsWhoseCellIsCondemnedWhileItStartsFail) {
  UntilTwo();
  plan_.Reload(8, true, now_);
  Take();
  plan_.OnCondemned(3, "a thread is parked", now_);
  EXPECT_THAT(Take(), ElementsAre("tell condemned 3", "kill 3"));
  plan_.OnEnded(3, kKilled, now_);
  EXPECT_THAT(Take(), ElementsAre("tell crashed 3", "tell reload failed 3", "settle 7"));
}

TEST_F(PlanTest, NewSettingsWhoseWarmCellIsCondemnedAreTriedAgain) {
  UntilTwo();
  plan_.OnCondemned(1, "why", now_);
  plan_.Reload(8, true, now_);
  plan_.OnWarm(3, now_);
  Take();
  plan_.OnCondemned(3, "a thread is parked", now_);
  EXPECT_THAT(Take(), ElementsAre("tell condemned 3", "kill 3", "start 4/8"));
}

TEST_F(PlanTest, AFirstCellThatIsCondemnedWhileItStartsIsTheEnd) {
  plan_.Begin(7, now_);
  plan_.OnCondemned(1, "a thread is parked", now_);
  EXPECT_THAT(Take(), ElementsAre("start 1/7", "tell condemned 1", "kill 1"));
  plan_.OnEnded(1, kKilled, now_);
  EXPECT_THAT(Take(), ElementsAre("leave 137"));
}

TEST_F(PlanTest, ManyThatDrainMakeACondemnedOneWait) {
  UntilFourDrain();
  Take();
  plan_.OnCondemned(5, "again", now_);
  EXPECT_THAT(Take(), ElementsAre("tell condemned 5"));
  Pass(1'000);
  EXPECT_THAT(Take(), IsEmpty());
  plan_.OnEnded(3, kFine, now_);
  EXPECT_THAT(Take(), ElementsAre("serve 6"));
}

TEST_F(PlanTest, OneThatDrainsAndIsKilledTakesNoRoom) {
  UntilFourDrain();
  plan_.OnBeat(2, 5'000, now_);
  Take();
  Plan other = plan_;
  plan_.OnCondemned(5, "again", now_);
  EXPECT_THAT(Take(), ElementsAre("tell condemned 5", "serve 6"));
  plan_ = other;
  plan_.OnExhausted(5, "parked threads: 8", now_);
  EXPECT_THAT(Take(), ElementsAre("tell condemned 5", "hand-over 5", "serve 6"));
}

TEST_F(PlanTest, AnExhaustedCellServesNoMore) {
  UntilTwo();
  plan_.OnExhausted(1, "parked threads: 8", now_);
  EXPECT_THAT(Take(), ElementsAre("tell condemned 1", "hand-over 1", "serve 2"));
  EXPECT_EQ(told_.reason, "parked threads: 8");
  plan_.OnServing(2, now_);
  EXPECT_THAT(Take(), ElementsAre("tell took over 2", "settle 7", "stand-by 3/7"));
  plan_.OnExhausted(1, "parked threads: 16", now_);
  EXPECT_THAT(Take(), ElementsAre("tell condemned 1"));
  plan_.OnEnded(1, kFine, now_);
  EXPECT_THAT(Take(), IsEmpty());
  EXPECT_EQ(plan_.restarts(), 0u);
}

TEST_F(PlanTest, AnExhaustedCellDoesNotWaitForAnotherToBeWarm) {
  plan_ = Plan(PlanLimits(), /*stand_by=*/false);
  plan_.Begin(7, now_);
  plan_.OnWarm(1, now_);
  plan_.OnServing(1, now_);
  Take();
  plan_.OnExhausted(1, "parked threads: 8", now_);
  EXPECT_THAT(Take(), ElementsAre("tell condemned 1", "hand-over 1", "start 2/7"));
  plan_.OnWarm(2, now_);
  EXPECT_THAT(Take(), ElementsAre("serve 2"));
}

TEST_F(PlanTest, AnExhaustedCellDoesNotWaitForRoom) {
  UntilTwo();
  CellNumber serving = 1;
  for (; serving <= 4; ++serving) {
    plan_.OnCondemned(serving, "again", now_);
    plan_.OnServing(serving + 1, now_);
    plan_.OnWarm(serving + 2, now_);
    Pass(10);
  }
  Take();
  plan_.OnExhausted(5, "parked threads: 8", now_);
  EXPECT_THAT(Take(),
              ElementsAre("tell condemned 5", "tell killed 1", "kill 1", "hand-over 5", "serve 6"));
  plan_.OnEnded(1, kKilled, now_);
  EXPECT_THAT(Take(), IsEmpty());
  EXPECT_EQ(plan_.restarts(), 0u);
}

TEST_F(PlanTest, OneThatDrainsForTooLongIsKilled) {
  UntilTwo();
  plan_.OnCondemned(1, "why", now_);
  plan_.OnServing(2, now_);
  plan_.OnWarm(3, now_);
  Take();
  Pass(39'000);
  EXPECT_THAT(Take(), IsEmpty());
  Pass(1'000);
  EXPECT_THAT(Take(), ElementsAre("tell killed 1", "kill 1"));
  plan_.OnEnded(1, kKilled, now_);
  EXPECT_THAT(Take(), IsEmpty());
}

TEST_F(PlanTest, NewSettingsComeWithANewCell) {
  UntilTwo();
  plan_.Reload(8, true, now_);
  EXPECT_THAT(Take(), ElementsAre("start 3/8"));
  plan_.OnWarm(3, now_);
  EXPECT_THAT(Take(), ElementsAre("serve 3"));
  plan_.OnServing(3, now_);
  EXPECT_THAT(Take(), ElementsAre("tell took over 3", "tell reloaded 3", "hand-over 1", "kill 2",
                                  "settle 8", "stand-by 4/8"));
  plan_.OnEnded(2, kKilled, now_);
  plan_.OnEnded(1, kFine, now_);
  EXPECT_THAT(Take(), IsEmpty());
  EXPECT_EQ(plan_.restarts(), 0u);
}

TEST_F(PlanTest, NewSettingsThatFailChangeNothing) {
  UntilTwo();
  plan_.Reload(8, true, now_);
  Take();
  plan_.OnEnded(3, {.signal = 0, .exit_status = 1}, now_);
  EXPECT_THAT(Take(), ElementsAre("tell crashed 3", "tell reload failed 3", "settle 7"));
  Pass(60'000);
  EXPECT_THAT(Take(), IsEmpty());
  EXPECT_EQ(plan_.settings(), 7u);
}

TEST_F(PlanTest, NewSettingsThatFailLeaveThoseThatTakeOver) {
  UntilTwo();
  plan_.Reload(8, true, now_);
  plan_.OnWarm(3, now_);
  EXPECT_THAT(Take(), ElementsAre("start 3/8", "serve 3"));
  plan_.Reload(9, true, now_);
  EXPECT_THAT(Take(), ElementsAre("start 4/9"));
  plan_.OnEnded(4, {.signal = 0, .exit_status = 1}, now_);
  EXPECT_THAT(Take(), ElementsAre("tell crashed 4", "tell reload failed 4"));
  EXPECT_EQ(plan_.settings(), 8u);
  Plan other = plan_;
  plan_.OnServing(3, now_);
  EXPECT_THAT(Take(), ElementsAre("tell took over 3", "tell reloaded 3", "hand-over 1", "kill 2",
                                  "settle 8", "stand-by 5/8"));
  plan_ = other;
  plan_.OnEnded(3, kSegv, now_);
  EXPECT_THAT(Take(), ElementsAre("tell crashed 3", "tell reload failed 3", "settle 7"));
  EXPECT_EQ(plan_.settings(), 7u);
}

TEST_F(PlanTest, OneThatIsReadyWithNewSettingsGoesWithThem) {
  UntilTwo();
  plan_.Reload(8, true, now_);
  plan_.OnWarm(3, now_);
  plan_.OnCondemned(3, "why", now_);
  EXPECT_THAT(Take(), ElementsAre("start 3/8", "serve 3", "tell condemned 3", "stand-by 4/8"));
  plan_.OnEnded(3, kSegv, now_);
  EXPECT_THAT(Take(), ElementsAre("tell crashed 3", "tell reload failed 3", "kill 4", "settle 7"));
}

TEST_F(PlanTest, ACrashWhileNewSettingsStartIsTakenOverByTheOldOnes) {
  UntilTwo();
  plan_.Reload(8, true, now_);
  Take();
  plan_.OnEnded(1, kSegv, now_);
  EXPECT_THAT(Take(), ElementsAre("tell crashed 1", "serve 2"));
  plan_.OnServing(2, now_);
  EXPECT_THAT(Take(), ElementsAre("tell took over 2"));
  plan_.OnWarm(3, now_);
  EXPECT_THAT(Take(), ElementsAre("serve 3"));
  plan_.OnServing(3, now_);
  EXPECT_THAT(Take(),
              ElementsAre("tell took over 3", "tell reloaded 3", "hand-over 2", "settle 8"));
  Pass(250);
  EXPECT_THAT(Take(), ElementsAre("stand-by 4/8"));
}

TEST_F(PlanTest, SettingsThatAreNewerStillReplaceThoseThatStart) {
  UntilTwo();
  plan_.Reload(8, true, now_);
  EXPECT_THAT(Take(), ElementsAre("start 3/8"));
  plan_.Reload(9, true, now_);
  EXPECT_THAT(Take(), ElementsAre("kill 3", "start 4/9"));
  plan_.OnEnded(3, kKilled, now_);
  EXPECT_THAT(Take(), IsEmpty());
  plan_.OnWarm(4, now_);
  plan_.OnServing(4, now_);
  EXPECT_EQ(plan_.settings(), 9u);
}

TEST_F(PlanTest, ASignalDrainsAndASecondOneEnds) {
  UntilTwo();
  plan_.Stop(SIGTERM, now_);
  EXPECT_THAT(Take(), ElementsAre("drain 1", "kill 2"));
  plan_.OnEnded(2, kKilled, now_);
  EXPECT_THAT(Take(), IsEmpty());
  Plan other = plan_;
  plan_.OnEnded(1, kFine, now_);
  EXPECT_THAT(Take(), ElementsAre("leave 0"));
  plan_ = other;
  plan_.Stop(SIGINT, now_);
  EXPECT_THAT(Take(), ElementsAre("kill 1", "leave 130"));
}

TEST_F(PlanTest, ASignalBeforeAnythingServesEndsAtOnce) {
  plan_.Begin(7, now_);
  Take();
  plan_.Stop(SIGTERM, now_);
  EXPECT_THAT(Take(), ElementsAre("kill 1", "leave 143"));
}

TEST_F(PlanTest, ACrashWhileStoppingIsInTheExitStatus) {
  UntilTwo();
  plan_.Stop(SIGTERM, now_);
  plan_.OnEnded(2, kKilled, now_);
  Take();
  plan_.OnEnded(1, kSegv, now_);
  EXPECT_THAT(Take(), ElementsAre("leave 139"));
}

TEST_F(PlanTest, NothingIsStartedWhileStopping) {
  UntilTwo();
  plan_.OnCondemned(1, "why", now_);
  plan_.Stop(SIGTERM, now_);
  Take();
  plan_.OnServing(2, now_);
  plan_.Reload(8, true, now_);
  Pass(10'000);
  EXPECT_THAT(Take(), IsEmpty());
}

TEST_F(PlanTest, AnotherProgramGoesOnWhereThisOneWas) {
  UntilTwo();
  Plan next(PlanLimits(), true);
  next.Resume(plan_.cells(), plan_.settings(), 3, now_);
  plan_ = next;
  plan_.Reload(8, true, now_);
  EXPECT_THAT(Take(), ElementsAre("start 3/8"));
  plan_.OnWarm(3, now_);
  plan_.OnServing(3, now_);
  EXPECT_THAT(Take(), ElementsAre("serve 3", "tell took over 3", "tell reloaded 3", "hand-over 1",
                                  "kill 2", "settle 8", "stand-by 4/8"));
  EXPECT_EQ(plan_.restarts(), 3u);
}

}  // namespace
}  // namespace supervisor
