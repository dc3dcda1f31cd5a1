#pragma once

#include <functional>
#include <memory>

#include "bindings/kv/kv_host.h"
#include "src/worker/capability.h"

namespace cli {

// What grants workers their bindings, each by its kind. `kv` is borrowed. Any thread.
std::function<std::shared_ptr<worker::Capability>(const worker::BindingSpec&)> GrantBindings(
    bindings::KvHost& kv);

}  // namespace cli
