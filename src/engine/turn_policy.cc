#include "src/engine/turn_policy.h"

#include <algorithm>

namespace engine {

TurnVerdict JudgeTurn(const TurnView& turn, const WatchdogOptions& options) {
  TurnVerdict verdict;
  const bool spent = turn.cpu >= turn.cpu_left;
  verdict.hand_over = !turn.astray && (spent || turn.turn_cpu >= options.long_turn ||
                                       turn.age >= options.stuck_turn);
  // What is a little long, as a garbage collection is, has its share of the cores until it ends:
  // on cores that are full its requests would wait for many times as long.
  verdict.make_idle =
      !turn.idle && (spent || turn.terminated || turn.turn_cpu >= options.idle_turn);
  verdict.terminate = !turn.terminated && spent;
  verdict.give_up =
      turn.terminated && !turn.given_up && turn.since_terminated >= options.unresponsive;
  verdict.park = turn.terminated && turn.since_terminated >= options.park &&
                 turn.cpu_since_terminated >= options.park_cpu;
  verdict.check_memory = !turn.terminated && !spent && (turn.astray || verdict.hand_over) &&
                         turn.since_memory_check >= options.memory_check;
  return verdict;
}

std::optional<size_t> ChooseTurnToEnd(std::span<const AstrayTurn> turns, size_t max) {
  if (turns.size() <= max) return std::nullopt;
  size_t chosen = 0;
  ptrdiff_t most = 0;
  for (size_t i = 0; i < turns.size(); ++i) {
    const ptrdiff_t count = std::count_if(turns.begin(), turns.end(), [&](const AstrayTurn& other) {
      return other.tenant == turns[i].tenant;
    });
    if (count < most || (count == most && turns[i].age <= turns[chosen].age)) continue;
    chosen = i;
    most = count;
  }
  return chosen;
}

}  // namespace engine
