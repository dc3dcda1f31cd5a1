#include "src/engine/turn_policy.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace engine {
namespace {

constexpr int64_t kMs = 1'000'000;

TEST(JudgeTurn, Table) {
  struct Case {
    std::string what;
    TurnView turn;
    TurnVerdict verdict;
  };
  const TurnView young = {
      .age = 5 * kMs, .turn_cpu = 1 * kMs, .cpu = 1 * kMs, .cpu_left = 50 * kMs};
  TurnView old = young;
  old.turn_cpu = 2 * kMs;
  TurnView stuck = young;
  stuck.age = 20 * kMs;
  TurnView poor = young;
  poor.cpu_left = 1 * kMs;
  TurnView astray = old;
  astray.astray = true;
  astray.since_memory_check = 9 * kMs;
  TurnView unchecked = astray;
  unchecked.since_memory_check = 10 * kMs;
  TurnView greedy = astray;
  greedy.turn_cpu = 20 * kMs;
  TurnView spent = unchecked;
  spent.cpu = 50 * kMs;
  TurnView told = spent;
  told.idle = true;
  told.terminated = true;
  told.since_terminated = 49 * kMs;
  TurnView deaf = told;
  deaf.since_terminated = 50 * kMs;
  TurnView lost = deaf;
  lost.given_up = true;
  TurnView stays = lost;
  stays.since_terminated = 150 * kMs;
  stays.cpu_since_terminated = 30 * kMs;
  TurnView starved = stays;
  starved.cpu_since_terminated = 1 * kMs;
  const Case cases[] = {
      {"a young turn goes on", young, {}},
      {"one that has used much loses its lane", old, {.hand_over = true}},
      {"so does one that gets no CPU time, or waits", stuck, {.hand_over = true}},
      {"a young turn that has spent all loses its lane too",
       poor,
       {.hand_over = true, .make_idle = true, .terminate = true}},
      {"an astray turn goes on", astray, {}},
      {"with what others leave it, when it has had enough", greedy, {.make_idle = true}},
      {"its memory is looked at now and then", unchecked, {.check_memory = true}},
      {"one that has spent all is ended", spent, {.make_idle = true, .terminate = true}},
      {"it has a while to return", told, {}},
      {"then it is given up", deaf, {.give_up = true}},
      {"once", lost, {}},
      {"and at last its thread is stopped", stays, {.park = true}},
      {"but not one that could not run", starved, {}},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(JudgeTurn(one.turn, WatchdogOptions()), one.verdict) << one.what;
  }
}

TEST(ChooseTurnToEnd, Table) {
  const std::vector<AstrayTurn> turns = {{1, 5}, {2, 9}, {2, 3}, {1, 8}, {2, 4}};
  EXPECT_EQ(ChooseTurnToEnd(turns, 5), std::nullopt);
  EXPECT_EQ(ChooseTurnToEnd(turns, 4), 1u) << "the oldest of tenant 2, who has three";
  const std::vector<AstrayTurn> even = {{1, 5}, {2, 7}, {1, 9}, {2, 3}};
  EXPECT_EQ(ChooseTurnToEnd(even, 3), 2u) << "both have two; tenant 1's oldest is older";
  EXPECT_EQ(ChooseTurnToEnd({}, 0), std::nullopt);
  const std::vector<AstrayTurn> single = {{1, 5}};
  EXPECT_EQ(ChooseTurnToEnd(single, 0), 0u);
}

}  // namespace
}  // namespace engine
