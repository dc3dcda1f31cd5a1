#pragma once

#include "src/engine/op.h"

namespace worker {

// native:timers: timers of the calling invocation, and the turn's clock. Its host is a TurnHost.
extern const engine::Module kTimersModule;

}  // namespace worker
