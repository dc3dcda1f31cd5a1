#pragma once

// Inside the engine room only.

#include "src/engine/op.h"

namespace engine {

// structuredClone(value, transfer: ArrayBuffer[], clonePlatformObject?, newError?) -> a deep copy
// (HTML, section 2.7). Transferred buffers are detached and their memory is handed over.
//   clonePlatformObject(object) -> its clone, undefined for an ordinary object, or throws; asked
//       for every object whose prototype is neither null nor Object.prototype
//   newError(message) -> what is thrown when something cannot be cloned; an Error without it
void StructuredClone(const CallInfo& info);

}  // namespace engine
