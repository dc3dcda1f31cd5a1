#pragma once

#include "src/engine/op.h"

namespace bindings {

// "native:service": what calls other workers of the node.
extern const engine::Module kServiceModule;

}  // namespace bindings
