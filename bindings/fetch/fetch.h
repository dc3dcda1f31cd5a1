#pragma once

#include "src/engine/op.h"

namespace bindings::fetch {

// "native:fetch": what fetch.js needs. The bodies of responses are native bodies of
// native:invocation.
extern const engine::Module kFetchModule;

}  // namespace bindings::fetch
