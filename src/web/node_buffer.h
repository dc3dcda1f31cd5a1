#pragma once

// native:node_buffer, what node:buffer needs of C++: octets as text and back, and searching in
// octets. Lazy: no isolate has it that does not load node:buffer.

#include "src/engine/op.h"

namespace web {

extern const engine::Module kNodeBufferModule;

}  // namespace web
