#pragma once

#include "src/engine/op.h"

namespace worker {

// "native:websocket": the WebSocket that an invocation's response has become.
extern const engine::Module kSocketModule;

}  // namespace worker
