#pragma once

#include <string>

#include "src/engine/module_graph.h"
#include "src/worker/spec.h"

namespace host {

// What tells one version of a worker from another: 16 hexadecimal digits of a hash over its
// configuration and its modules.
std::string VersionId(const worker::Spec& spec, const engine::ModuleGraph& graph);

}  // namespace host
