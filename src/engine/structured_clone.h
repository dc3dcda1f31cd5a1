#pragma once

// Inside the engine room only.

#include "src/engine/op.h"

namespace engine {

// structuredClone(value, transfer: ArrayBuffer[]) -> a deep copy (HTML, section 2.7). Transferred
// buffers are detached and their memory is handed over. Throws an Error whose message says what
// cannot be cloned; js-api makes the DataCloneError of it.
void StructuredClone(const CallInfo& info);

}  // namespace engine
