#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bindings/kv/kv_host.h"
#include "src/cache/store.h"
#include "src/cli/commands.h"
#include "src/cli/cron_host.h"
#include "src/cli/grants.h"
#include "src/cli/open_store.h"
#include "src/cli/worker_sources.h"
#include "src/engine/compiler.h"
#include "src/host/admin_server.h"
#include "src/host/code_cache_store.h"
#include "src/host/cron/run_url.h"
#include "src/host/deploy.h"
#include "src/host/deployments.h"
#include "src/host/edge_observer.h"
#include "src/host/edge_server.h"
#include "src/host/machine.h"
#include "src/host/metrics.h"
#include "src/host/worker_snapshots.h"
#include "src/loop/loop.h"
#include "src/net/tls_context.h"
#include "src/worker/node.h"

namespace cli {
namespace {

// How workers are brought from disk.
host::DeployOptions OptionsOf(const ServeCommand& command, const Context& context,
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

// How many warm isolates a node begins with: a quarter of its workers may be asked for at once, but
// a thirtieth of the memory is enough for isolates that nobody uses.
size_t FirstPoolSize(const host::NodeConfig& config, size_t workers, uint64_t memory_target) {
  const size_t bound = std::min<size_t>(memory_target / 30 / worker::kIsolateBytes, 128);
  return std::clamp<size_t>(std::min(workers / 4, bound), config.pool_min, config.pool_max);
}

worker::NodeOptions NodeOptionsOf(const host::NodeConfig& config, size_t workers,
                                  host::WorkerSnapshots* snapshots, cache::Store* cache,
                                  host::Console& console) {
  worker::NodeOptions options;
  options.cache = cache;
  options.on_parked = [&console, format = config.log.format](const worker::ParkedTurn& turn) {
    console.Error(host::ParkedLine(turn, format));
  };
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
  if (snapshots != nullptr) {
    options.on_start = [snapshots](const std::shared_ptr<const worker::Version>& version,
                                   worker::StartKind kind, int64_t cpu_nanos) {
      snapshots->OnStart(version, kind, cpu_nanos);
    };
  }
  return options;
}

// Where V8's code caches, or the workers' snapshots, are kept: a folder of the data directory;
// null: nowhere.
std::unique_ptr<host::CodeCacheStore> OpenStore(const std::string& data_dir, const char* folder,
                                                const Context& context) {
  if (data_dir.empty()) return nullptr;
  return std::make_unique<host::CodeCacheStore>(std::filesystem::path(data_dir) / folder,
                                                engine::CodeCacheTag(context.snapshot),
                                                context.console);
}

// Null: none are wanted.
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

// Null: none is wanted.
std::unique_ptr<cache::Store> MakeCache(const host::NodeConfig& config, cache::Meter& meter,
                                        Context& context) {
  if (!config.cache) return nullptr;
  cache::StoreOptions options;
  options.folder = CacheFolder(config.data_dir);
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

// Which of the workers serves which host.
host::Route RouteOf(const host::NodeConfig& node, const std::vector<host::WorkerSource>& sources) {
  auto hosts = std::make_shared<host::HostTable>(host::MakeHostTable(node));
  if (node.workers.empty()) {
    // A name that two have is a problem of theirs, which their answer tells.
    for (const host::WorkerSource& source : sources) hosts->AddName(source.name);
  }
  return [hosts](std::string_view authority) { return std::string(hosts->Find(authority)); };
}

absl::StatusOr<std::unique_ptr<host::AdminServer>> StartAdmin(
    loop::Loop& control, const host::NodeConfig& config, worker::Node& node,
    const host::Metrics& metrics, const std::unique_ptr<CronHost>& crons) {
  if (!config.admin) return nullptr;
  host::AdminOptions options;
  options.address = config.admin->address;
  options.port = config.admin->port;
  options.refresh = [&node] { node.RefreshGauges(); };
  options.run_cron = [&crons](const http::RequestHead& head, http::Responder&& responder) {
    host::AnswerCronRun(head, std::move(responder),
                        crons != nullptr ? crons->scheduler() : nullptr);
  };
  return host::AdminServer::Start(control, std::move(options), metrics);
}

CronHost::Options CronOptionsOf(const host::NodeConfig& config, host::Metrics& metrics,
                                host::EdgeServer& server, Context& context) {
  using Weight = host::CronScheduler::Weight;
  CronHost::Options options;
  options.data_dir = config.data_dir;
  options.spawner = context.spawner();
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

}  // namespace

int RunServe(ServeCommand command, Context& context) {
  const bool many_workers = ServesMany(command.node);
  absl::StatusOr<std::vector<host::WorkerSource>> sources =
      ListSources(command.node, command.project);
  if (!sources.ok()) return Fail(context, sources.status().message());
  const std::unique_ptr<host::CodeCacheStore> code_caches =
      OpenStore(command.node.data_dir, "code-cache", context);
  const std::unique_ptr<host::CodeCacheStore> snapshot_store =
      OpenStore(command.node.data_dir, "snapshots", context);
  const std::unique_ptr<host::WorkerSnapshots> snapshots =
      StartSnapshots(command.node, snapshot_store.get(), context);
  host::Metrics metrics(context.version, engine::Platform::V8Version());
  const std::unique_ptr<bindings::KvHost> kv = MakeKvHost(command.node, metrics.kv(), context);
  const std::unique_ptr<cache::Store> cache = MakeCache(command.node, metrics.cache(), context);
  const host::DeployOptions deploy = OptionsOf(command, context, *kv);
  host::EdgeObserver observer(context.console, command.node.log);
  worker::Node node(
      context.snapshot, base::Clock::Real(), observer, metrics.node(),
      NodeOptionsOf(command.node, sources->size(), snapshots.get(), cache.get(), context.console));

  host::EdgeOptions options;
  options.route = RouteOf(command.node, *sources);
  options.address = command.node.listen.address;
  options.port = command.node.listen.port;
  options.threads = command.node.threads > 0 ? command.node.threads : host::CoreCount();
  options.max_body_bytes = command.node.max_body_bytes;
  host::Deployments::Options many;
  NodeCrons node_crons = CronsOf(*sources, command.node.cron);
  if (!many_workers) {
    absl::StatusOr<host::Deployment> one = DeployOne(deploy, context, code_caches.get());
    if (!one.ok()) return Fail(context, one.status().message());
    observer.SetSourceMaps(one->version->spec.name, std::move(one->source_maps));
    one->version->meter = metrics.MeterOf(one->version->spec.name);
    if (snapshots != nullptr) snapshots->Find(*one->version);
    node_crons = CronsOf(one->version->spec.name, one->triggers, command.node.cron);
    options.version = std::move(one->version);
    many.threads = 0;
  }
  many.deploy = deploy;
  many.code_caches = code_caches.get();
  many.meter_of = [&metrics](std::string_view name) { return metrics.MeterOf(name); };
  if (snapshots != nullptr) {
    many.on_deployed = [&snapshots](const worker::Version& version) { snapshots->Find(version); };
  }
  host::Deployments deployments(context.snapshot, *std::move(sources), std::move(many), observer,
                                context.console);

  loop::Loop control;
  std::unique_ptr<CronHost> crons;
  auto admin = StartAdmin(control, command.node, node, metrics, crons);
  if (!admin.ok()) return Fail(context, admin.status().message());
  absl::StatusOr<std::unique_ptr<host::EdgeServer>> server =
      host::EdgeServer::Start(control, node, std::move(options), deployments);
  if (!server.ok()) return Fail(context, server.status().message());
  if (context.sandboxing != nullptr) {
    absl::Status status = context.sandboxing->Finish();
    if (!status.ok()) return Fail(context, status.message());
  }
  if (many_workers) deployments.PrepareInBackground();
  std::string ready = absl::StrCat("Listening on ", (*server)->Url(), "\n");
  if (*admin != nullptr) {
    (*admin)->set_ready(true);
    absl::StrAppend(&ready, "Metrics on ", (*admin)->Url(), "/metrics\n");
  }
  crons = std::make_unique<CronHost>(control, context.console,
                                     CronOptionsOf(command.node, metrics, **server, context));
  crons->Set(std::move(node_crons.workers), std::move(node_crons.unknown));
  const host::Ending ending =
      host::ServeUntilSignal(control, (*server)->lanes(), (*server)->crew(), context.console, ready,
                             host::kGraceMillis, [&admin, &crons] {
                               if (*admin != nullptr) {
                                 (*admin)->set_ready(false);
                               }
                               crons->Drain();
                             });
  crons->Finish();
  return Leave(ending);
}

}  // namespace cli
