#pragma once

#include <cstdint>

#include "src/worker/outcome.h"

namespace host {

// How much a process may have of threads that were stopped in their turns for ever: with that many,
// or with that much in their isolates, it serves no more.
struct ParkedBounds {
  int64_t threads = 0;
  uint64_t bytes = 0;
};

// What a process does that has parked another thread.
enum class Recycling {
  kInTime,     // another one takes its place when it has served for kRestMillis
  kNow,        // another one takes its place
  kExhausted,  // it serves no more
};

// A takeover has all workers that are asked for start anew, and what is parked takes memory alone.
// So there is one in so many milliseconds, unless half of what may be parked is.
inline constexpr int64_t kRestMillis = 30'000;

// `turn`: the last that was parked. Where that was for a fault, nobody knows what is damaged, and
// there is no time.
Recycling JudgeParked(const worker::ParkedTurn& turn, const ParkedBounds& bounds);

}  // namespace host
