#include "src/cli/grants.h"

#include "bindings/service/service_binding.h"

namespace cli {

std::function<std::shared_ptr<worker::Capability>(const worker::BindingSpec&)> GrantBindings(
    bindings::KvHost& kv) {
  return [&kv](const worker::BindingSpec& binding) -> std::shared_ptr<worker::Capability> {
    if (binding.kind == "kv") return kv.Grant(binding);
    if (binding.kind == "service") return std::make_shared<bindings::ServiceBinding>(binding);
    return nullptr;
  };
}

}  // namespace cli
