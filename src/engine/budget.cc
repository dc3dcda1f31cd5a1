#include "src/engine/budget.h"

#include "src/base/clock.h"

namespace engine {

void Budget::Begin() { began_nanos_ = base::Clock::Real().MonotonicNanos(); }

void Budget::End() { used_nanos_ += base::Clock::Real().MonotonicNanos() - began_nanos_; }

}  // namespace engine
