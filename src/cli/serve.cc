#include <sched.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/cli/commands.h"
#include "src/engine/compiler.h"
#include "src/host/code_cache_store.h"
#include "src/host/deploy.h"
#include "src/host/deployments.h"
#include "src/host/edge_observer.h"
#include "src/host/edge_server.h"
#include "src/host/workers_dir.h"
#include "src/loop/loop.h"
#include "src/worker/node.h"

namespace cli {
namespace {

// The cores that this process may use.
int CoreCount() {
  cpu_set_t cores;
  if (sched_getaffinity(0, sizeof(cores), &cores) != 0) return 1;
  return std::max(1, CPU_COUNT(&cores));
}

// How workers are brought from disk.
host::DeployOptions OptionsOf(const ServeCommand& command, const Context& context) {
  host::DeployOptions options;
  options.project = command.project;
  options.esbuild = context.esbuild;
  options.search_path = context.search_path;
  // Other people's workers bring no programs that run here.
  options.allow_project_esbuild = command.workers_dir.empty();
  return options;
}

// Where V8's code caches are kept; null: nowhere.
std::unique_ptr<host::CodeCacheStore> OpenCodeCaches(const ServeCommand& command,
                                                     const Context& context) {
  if (command.data_dir.empty()) return nullptr;
  return std::make_unique<host::CodeCacheStore>(
      std::filesystem::path(command.data_dir) / "code-cache",
      engine::CodeCacheTag(context.snapshot), context.console);
}

absl::StatusOr<host::Deployment> DeployOne(const ServeCommand& command, Context& context,
                                           engine::CodeCaches* code_caches) {
  engine::Compiler::Options options;
  options.caches = code_caches;
  engine::Compiler compiler(context.snapshot, options);
  std::variant<host::Deployment, host::DeployError> result =
      host::Deploy(compiler, OptionsOf(command, context));
  if (const auto* error = std::get_if<host::DeployError>(&result)) {
    return absl::InvalidArgumentError(error->message);
  }
  auto& deployment = std::get<host::Deployment>(result);
  for (const std::string& warning : deployment.warnings) {
    context.console.Error(absl::StrCat("atoll: warning: ", warning, "\n"));
  }
  return std::move(deployment);
}

// The workers of --workers-dir, not deployed yet; none without it.
absl::StatusOr<std::vector<host::WorkerSource>> ListSources(const ServeCommand& command) {
  std::vector<host::WorkerSource> sources;
  if (command.workers_dir.empty()) return sources;
  absl::StatusOr<std::vector<host::WorkerFolder>> folders = host::ListWorkers(command.workers_dir);
  if (!folders.ok()) return folders.status();
  for (host::WorkerFolder& folder : *folders) {
    host::WorkerSource source{std::move(folder.name), command.project, std::move(folder.problem)};
    source.project.path = folder.path.string();
    sources.push_back(std::move(source));
  }
  return sources;
}

}  // namespace

int RunServe(ServeCommand command, Context& context) {
  absl::StatusOr<std::vector<host::WorkerSource>> sources = ListSources(command);
  if (!sources.ok()) return Fail(context, sources.status().message());
  const std::unique_ptr<host::CodeCacheStore> code_caches = OpenCodeCaches(command, context);
  host::EdgeObserver observer(context.console);
  host::EdgeOptions options;
  host::Deployments::Options many;
  if (command.workers_dir.empty()) {
    absl::StatusOr<host::Deployment> one = DeployOne(command, context, code_caches.get());
    if (!one.ok()) return Fail(context, one.status().message());
    observer.SetSourceMaps(one->version->spec.name, std::move(one->source_maps));
    options.version = std::move(one->version);
    many.threads = 0;
  }
  many.deploy = OptionsOf(command, context);
  many.code_caches = code_caches.get();
  host::Deployments deployments(context.snapshot, *std::move(sources), std::move(many), observer,
                                context.console);

  options.address = command.address;
  options.port = command.port;
  options.threads = command.threads > 0 ? command.threads : CoreCount();
  options.max_body_bytes = command.max_body_bytes;
  worker::NodeMeter meter;
  worker::Node node(context.snapshot, base::Clock::Real(), observer, meter, {});
  loop::Loop control;
  absl::StatusOr<std::unique_ptr<host::EdgeServer>> server =
      host::EdgeServer::Start(control, node, std::move(options), deployments);
  if (!server.ok()) return Fail(context, server.status().message());
  if (!command.workers_dir.empty()) deployments.PrepareInBackground();
  return Leave(host::ServeUntilSignal(control, (*server)->lanes(), (*server)->crew(),
                                      context.console,
                                      absl::StrCat("Listening on ", (*server)->Url(), "\n")));
}

}  // namespace cli
