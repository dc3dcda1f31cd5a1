#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "bindings/kv/kv_host.h"
#include "src/cache/store.h"
#include "src/cli/commands.h"
#include "src/cli/cron_host.h"
#include "src/host/code_cache_store.h"
#include "src/host/deploy.h"
#include "src/host/deployments.h"
#include "src/host/edge_server.h"
#include "src/host/metrics.h"
#include "src/host/node_config.h"
#include "src/host/worker_snapshots.h"
#include "src/worker/node.h"

namespace cli {

// How a node's configuration becomes what its parts are made of. What is returned borrows from the
// arguments.

// How workers are brought from disk.
host::DeployOptions DeployOptionsOf(const ServeCommand& command, const Context& context,
                                    bindings::KvHost& kv);

// `workers`: how many there are. Null `cache`: there is none. The caller adds `on_start`.
worker::NodeOptions NodeOptionsOf(const host::NodeConfig& config, size_t workers,
                                  cache::Store* cache);

// Where V8's code caches, or the workers' snapshots, are kept: a folder of the data directory;
// null: nowhere.
std::unique_ptr<host::CodeCacheStore> OpenStore(const std::string& data_dir, const char* folder,
                                                const Context& context);

// Null: none are wanted.
std::unique_ptr<host::WorkerSnapshots> StartSnapshots(const host::NodeConfig& config,
                                                      engine::CodeCaches* store,
                                                      const Context& context);

std::unique_ptr<bindings::KvHost> MakeKvHost(const host::NodeConfig& config, store::Meter& meter,
                                             Context& context);

// Null: none is wanted. `waits`: for Store::TakeFolder.
std::unique_ptr<cache::Store> MakeCache(const host::NodeConfig& config, bool waits,
                                        cache::Meter& meter, Context& context);

// The one worker of a node that has no others. Prints its warnings.
absl::StatusOr<host::Deployment> DeployOne(const host::DeployOptions& deploy, Context& context,
                                           engine::CodeCaches* code_caches);

// Which of the workers serves which host.
host::Route RouteOf(const host::NodeConfig& node, const std::vector<host::WorkerSource>& sources);

// `waits`: another process that runs the crons is expected to let go of them.
CronHost::Options CronOptionsOf(const host::NodeConfig& config, bool waits, host::Metrics& metrics,
                                host::EdgeServer& server, Context& context);

}  // namespace cli
