#pragma once

#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "src/host/cron/scheduler.h"
#include "src/host/deployments.h"
#include "src/host/node_config.h"
#include "src/host/project.h"

namespace cli {

// Whether a node has workers of its own, rather than the one that the command line names.
bool ServesMany(const host::NodeConfig& node);

// The workers of such a node, not deployed yet. `project` is what is said of all in its
// workers_dir.
absl::StatusOr<std::vector<host::WorkerSource>> ListSources(const host::NodeConfig& node,
                                                            const host::ProjectOptions& project);

// When workers are to run.
struct NodeCrons {
  std::vector<host::WorkerCrons> workers;    // those with crons
  absl::flat_hash_set<std::string> unknown;  // those that have a problem: nobody knows their crons
};
NodeCrons CronsOf(const std::vector<host::WorkerSource>& sources, const host::CronPolicy& standard);
// The same of one worker.
NodeCrons CronsOf(const std::string& worker, const host::TriggersConfig& triggers,
                  const host::CronPolicy& standard);

}  // namespace cli
