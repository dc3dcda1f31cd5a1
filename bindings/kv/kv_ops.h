#pragma once

#include "src/engine/op.h"

namespace bindings {

// What kv_namespace.js calls. A binding is known by its place in the list of the worker's.
extern const engine::Module kKvModule;

}  // namespace bindings
