#include "src/cli/cell_options.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/cli/grants.h"
#include "src/cli/open_store.h"
#include "src/cli/worker_sources.h"
#include "src/engine/compiler.h"
#include "src/host/log_lines.h"
#include "src/host/machine.h"
#include "src/net/tls_context.h"

namespace cli {
namespace {

// How often a cell looks whether the one before it has let go of the crons, and after how long it
// says that it has not: that one may have runs under way, which end with it.
constexpr int64_t kLookMillis = 100;
constexpr int64_t kLookPatienceMillis = 60'000;

// How many warm isolates a node begins with: a quarter of its workers may be asked for at once, but
// a thirtieth of the memory is enough for isolates that nobody uses.
size_t FirstPoolSize(const host::NodeConfig& config, size_t workers, uint64_t memory_target) {
  const size_t bound = std::min<size_t>(memory_target / 30 / worker::kIsolateBytes, 128);
  return std::clamp<size_t>(std::min(workers / 4, bound), config.pool_min, config.pool_max);
}

}  // namespace

host::DeployOptions DeployOptionsOf(const ServeCommand& command, const Context& context,
                                    bindings::KvHost& kv) {
  host::DeployOptions options;
  options.project = command.project;
  options.esbuild = context.esbuild;
  options.search_path = context.search_path;
  options.spawner = context.spawner();
  // Other people's workers bring no programs that run here.
  options.allow_project_esbuild = !ServesMany(command.node);
  options.grant = GrantBindings(kv);
  return options;
}

worker::NodeOptions NodeOptionsOf(const host::NodeConfig& config, size_t workers,
                                  cache::Store* cache) {
  worker::NodeOptions options;
  options.cache = cache;
  options.memory_target_bytes =
      config.memory_target_bytes.value_or(host::DefaultMemoryTarget(host::MachineMemory()));
  options.isolates_per_worker = config.isolates_per_worker;
  options.watchdog.max_astray = static_cast<size_t>(config.astray_threads);
  options.pool.min = FirstPoolSize(config, workers, options.memory_target_bytes);
  options.pool.max = static_cast<size_t>(config.pool_max);
  options.outbound.policy = config.outbound;
  std::vector<std::string> ca_files;
  if (!config.ca_file.empty()) ca_files.push_back(config.ca_file);
  options.outbound.trust = std::make_shared<net::TrustStore>(std::move(ca_files));
  options.pool.threads = workers > 1 ? host::CoreCount() : 1;
  options.pool.isolate.memory_limit_bytes = config.limits.defaults.memory_bytes;
  return options;
}

std::unique_ptr<host::CodeCacheStore> OpenStore(const std::string& data_dir, const char* folder,
                                                const Context& context) {
  if (data_dir.empty()) return nullptr;
  return std::make_unique<host::CodeCacheStore>(std::filesystem::path(data_dir) / folder,
                                                engine::CodeCacheTag(context.snapshot),
                                                context.console);
}

std::unique_ptr<host::WorkerSnapshots> StartSnapshots(const host::NodeConfig& config,
                                                      engine::CodeCaches* store,
                                                      const Context& context) {
  if (!config.snapshots) return nullptr;
  host::WorkerSnapshots::Options options;
  options.min_startup_nanos = int64_t{config.snapshot_min_millis} * 1'000'000;
  options.store = store;
  options.spawner = context.spawner();
  options.format = config.log.format;
  return std::make_unique<host::WorkerSnapshots>(context.snapshot, std::move(options),
                                                 context.console);
}

std::unique_ptr<bindings::KvHost> MakeKvHost(const host::NodeConfig& config, store::Meter& meter,
                                             Context& context) {
  store::LmdbStore::Options options;
  if (config.kv_relaxed) options.durability = store::Durability::kRelaxed;
  options.quota_bytes = config.kv_namespace_bytes;
  const auto tell = [&console = context.console](std::string_view line) {
    console.Error(absl::StrCat("atoll: ", line, "\n"));
  };
  return std::make_unique<bindings::KvHost>(
      StoreOpener(config.data_dir, "--data-dir FOLDER, or \"data_dir\" in the node's [server]",
                  std::move(options), tell, context.spawner()),
      meter, [tell](std::string_view line) { tell(absl::StrCat("warning: ", line)); });
}

std::unique_ptr<cache::Store> MakeCache(const host::NodeConfig& config, bool waits,
                                        cache::Meter& meter, Context& context) {
  if (!config.cache) return nullptr;
  cache::StoreOptions options;
  options.folder = CacheFolder(config.data_dir);
  options.waits_for_folder = waits;
  options.max_disk_bytes = config.cache_disk_bytes;
  options.max_memory_bytes = config.cache_memory_bytes;
  options.max_body_bytes = config.cache_object_bytes;
  options.tell = [&console = context.console](std::string_view line) {
    console.Error(absl::StrCat("atoll: warning: ", line, "\n"));
  };
  return std::make_unique<cache::Store>(std::move(options), meter);
}

absl::StatusOr<host::Deployment> DeployOne(const host::DeployOptions& deploy, Context& context,
                                           engine::CodeCaches* code_caches) {
  engine::Compiler::Options options;
  options.caches = code_caches;
  engine::Compiler compiler(context.snapshot, options);
  std::variant<host::Deployment, host::DeployError> result = host::Deploy(compiler, deploy);
  if (const auto* error = std::get_if<host::DeployError>(&result)) {
    return absl::InvalidArgumentError(error->message);
  }
  auto& deployment = std::get<host::Deployment>(result);
  for (const std::string& warning : deployment.warnings) {
    context.console.Error(absl::StrCat("atoll: warning: ", warning, "\n"));
  }
  return std::move(deployment);
}

host::Route RouteOf(const host::NodeConfig& node, const std::vector<host::WorkerSource>& sources) {
  auto hosts = std::make_shared<host::HostTable>(host::MakeHostTable(node));
  if (node.workers.empty()) {
    // A name that two have is a problem of theirs, which their answer tells.
    for (const host::WorkerSource& source : sources) hosts->AddName(source.name);
  }
  return [hosts](std::string_view authority) { return std::string(hosts->Find(authority)); };
}

CronHost::Options CronOptionsOf(const host::NodeConfig& config, bool waits, host::Metrics& metrics,
                                host::EdgeServer& server, Context& context) {
  using Weight = host::CronScheduler::Weight;
  CronHost::Options options;
  options.data_dir = config.data_dir;
  options.spawner = context.spawner();
  if (waits) {
    options.look_millis = kLookMillis;
    options.patience_millis = kLookPatienceMillis;
  }
  options.scheduler.deliver = [lanes = server.lanes()](size_t place, worker::ScheduledEvent event,
                                                       worker::ScheduledDone done) {
    lanes[place % lanes.size()]->Scheduled(std::move(event), std::move(done));
  };
  options.scheduler.warm = [lanes = server.lanes()](size_t place, const std::string& worker) {
    lanes[place % lanes.size()]->Warm(worker);
  };
  options.scheduler.wants = [which = config.log.invocations](Weight weight) {
    return weight == Weight::kTrouble || which == host::LogInvocations::kAll ||
           (which == host::LogInvocations::kProblems && weight == Weight::kProblem);
  };
  options.scheduler.tell = [&console = context.console, format = config.log.format,
                            wants = options.scheduler.wants](const host::LogEntry& entry,
                                                             Weight weight) {
    if (wants(weight)) console.Error(host::FormatLine(entry, format));
  };
  options.scheduler.meter_of = [&metrics](std::string_view name) { return metrics.MeterOf(name); };
  options.scheduler.lag_seconds = &metrics.node().cron_lag_seconds;
  return options;
}

}  // namespace cli
