#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace engine {

// When the watchdog does what. Nanoseconds.
struct WatchdogOptions {
  int64_t tick = 1'000'000;         // between two looks at the turns that run
  int64_t long_turn = 2'000'000;    // a turn that has used so much CPU time loses its lane
  int64_t stuck_turn = 20'000'000;  // so does one as old as this, whatever it has used
  int64_t idle_turn = 20'000'000;   // a turn that has used so much gets what no other thread wants
  int64_t memory_check = 10'000'000;  // between two checks of a long turn's memory
  int64_t unresponsive = 50'000'000;  // from the order to end a turn to giving it up
  int64_t park = 150'000'000;         // and to stopping its thread where it is,
  int64_t park_cpu = 30'000'000;  // when it has used so much since: others may keep it from running
  int64_t doze = 20'000'000;      // without a turn, before the watchdog sleeps
  size_t max_astray = 16;         // turns that go on without their lanes; more: one is ended
};

// A turn as the watchdog sees it at a tick.
struct TurnView {
  int64_t age = 0;       // since it was first seen
  int64_t turn_cpu = 0;  // what its thread has used since then
  bool astray = false;   // has lost its lane
  bool idle = false;     // gets what no other thread wants
  int64_t cpu = 0;       // used by who pays now, as far as seen
  int64_t cpu_left = 0;  // what who pays now had left when it began
  int64_t since_memory_check = 0;
  bool terminated = false;  // was told to end
  int64_t since_terminated = 0;
  int64_t cpu_since_terminated = 0;
  bool given_up = false;
};

// What is to be done with it.
struct TurnVerdict {
  bool hand_over = false;
  bool make_idle = false;
  bool terminate = false;
  bool check_memory = false;
  bool give_up = false;
  bool park = false;

  bool operator==(const TurnVerdict&) const = default;
};

TurnVerdict JudgeTurn(const TurnView& turn, const WatchdogOptions& options);

// A turn without a lane that was not told to end yet.
struct AstrayTurn {
  uint64_t tenant = 0;  // whose it is
  int64_t age = 0;
};

// Which of `turns` must end so that at most `max` go on: the oldest one of the tenant that has
// most; of tenants with equally many, the one whose oldest is older. Nullopt when there is room.
std::optional<size_t> ChooseTurnToEnd(std::span<const AstrayTurn> turns, size_t max);

}  // namespace engine
