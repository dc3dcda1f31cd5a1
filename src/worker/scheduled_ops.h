#pragma once

#include "src/engine/op.h"

namespace worker {

// What js-api/worker/scheduled.js asks of a scheduled event.
extern const engine::Module kScheduledModule;

}  // namespace worker
