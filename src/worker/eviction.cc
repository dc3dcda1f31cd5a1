#include "src/worker/eviction.h"

#include <algorithm>

namespace worker {
namespace {

constexpr size_t kMaxAtATime = 4;

}  // namespace

size_t EvictionsWanted(const MemoryView& memory) {
  size_t wanted = 0;
  if (memory.isolates + 1 > memory.max_isolates) wanted = memory.isolates + 1 - memory.max_isolates;
  if (memory.target_bytes > 0) {
    const auto grown =
        static_cast<int64_t>(memory.isolates + 1) - static_cast<int64_t>(memory.isolates_then);
    const int64_t expected =
        static_cast<int64_t>(memory.resident_bytes) + grown * static_cast<int64_t>(kIsolateBytes);
    const int64_t over = expected - static_cast<int64_t>(memory.target_bytes);
    if (over > 0) wanted = std::max<size_t>(wanted, over / kIsolateBytes + 1);
  }
  return std::min(wanted, kMaxAtATime);
}

}  // namespace worker
