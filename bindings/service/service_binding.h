#pragma once

#include <string>
#include <utility>

#include "src/worker/capability.h"

namespace bindings {

// env.NAME of a worker with an entry in `services`: an entrypoint of another worker of the node.
// Any thread.
class ServiceBinding : public worker::Capability {
 public:
  explicit ServiceBinding(const worker::BindingSpec& spec)
      : worker_(spec.resource),
        entrypoint_(spec.entrypoint),
        props_json_(spec.props_json.empty() ? "{}" : spec.props_json) {}

  const std::string& worker() const { return worker_; }
  // The name of an export of its main module; empty: the default one.
  const std::string& entrypoint() const { return entrypoint_; }
  const std::string& props_json() const { return props_json_; }

 private:
  const std::string worker_;
  const std::string entrypoint_;
  const std::string props_json_;
};

}  // namespace bindings
