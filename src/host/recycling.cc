#include "src/host/recycling.h"

namespace host {

Recycling JudgeParked(const worker::ParkedTurn& turn, const ParkedBounds& bounds) {
  const auto bytes = static_cast<uint64_t>(turn.heap_bytes);
  if (turn.threads >= bounds.threads || bytes >= bounds.bytes) return Recycling::kExhausted;
  const bool half = 2 * turn.threads >= bounds.threads || 2 * bytes >= bounds.bytes;
  return half || turn.why == "fault" ? Recycling::kNow : Recycling::kInTime;
}

}  // namespace host
