#pragma once

#include "src/engine/op.h"

namespace worker {

// native:invocation: what js-api asks of and says about the invocations of its isolate, and the
// worker's log. Its host is a TurnHost.
extern const engine::Module kInvocationModule;

}  // namespace worker
