#pragma once

#include <cstdint>

namespace engine {

// Processor time that turns have used. Knows only time: who pays, and what happens when the
// budget is spent, is its holder's business. Used by one thread at a time.
class Budget {
 public:
  // Marks the edges of a turn.
  void Begin();
  void End();

  // Nanoseconds of processor time charged so far, ended turns only.
  int64_t used_nanos() const { return used_nanos_; }

 private:
  int64_t used_nanos_ = 0;
  int64_t began_nanos_ = 0;
};

}  // namespace engine
