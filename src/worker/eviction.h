#pragma once

#include <cstddef>
#include <cstdint>

namespace worker {

// What an isolate without much in it takes.
inline constexpr uint64_t kIsolateBytes = 1'700'000;

// The memory of the process when another isolate is about to be started.
struct MemoryView {
  uint64_t target_bytes = 0;    // 0: none
  uint64_t resident_bytes = 0;  // as measured last
  size_t isolates = 0;          // that exist
  size_t isolates_then = 0;     // that existed when it was measured
  size_t max_isolates = 0;      // that the machine bears
};

// How many idle isolates are to go for the new one. Few at a time: memory that was freed is seen
// late, and what is dropped for nothing must be started again.
size_t EvictionsWanted(const MemoryView& memory);

}  // namespace worker
