#include "src/host/node_project.h"

namespace host {

ProjectOptions ProjectOf(const NodeConfig& node, const NodeWorker& worker) {
  ProjectOptions project;
  project.path = worker.path;
  project.config = worker.config;
  project.environment = worker.environment;
  project.name = worker.name;
  project.vars = worker.vars;
  project.limits = node.limits;
  project.limits.fixed = worker.limits;
  return project;
}

}  // namespace host
