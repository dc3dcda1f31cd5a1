#pragma once

#include "src/engine/op.h"

namespace bindings {

// "native:cache": what cache.js and put.js need. The bodies of responses are native bodies of
// native:invocation.
extern const engine::Module kCacheModule;

}  // namespace bindings
