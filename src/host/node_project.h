#pragma once

#include "src/host/node_config.h"
#include "src/host/project.h"

namespace host {

// Where one of a node's [[workers]] is found, and what the node says of it.
ProjectOptions ProjectOf(const NodeConfig& node, const NodeWorker& worker);

}  // namespace host
