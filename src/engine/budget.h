#pragma once

#include <cstdint>

namespace engine {

// Time that turns have used on the processor. Knows only time: who pays, and what happens when the
// budget is spent, is its holder's business. Used by one thread at a time.
class Budget {
 public:
  // Mark the edges of what is charged, on base::Clock's monotonic clock.
  void Begin(int64_t now_nanos) { began_nanos_ = now_nanos; }
  void End(int64_t now_nanos) { used_nanos_ += now_nanos - began_nanos_; }

  // Nanoseconds of processor time charged so far, ended turns only.
  int64_t used_nanos() const { return used_nanos_; }

 private:
  int64_t used_nanos_ = 0;
  int64_t began_nanos_ = 0;
};

}  // namespace engine
