#include <sched.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/cli/commands.h"
#include "src/host/deploy.h"
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

using Deployments = std::vector<host::Deployment>;

absl::Status DeployOne(const host::DeployOptions& options, Context& context,
                       Deployments& deployments) {
  std::variant<host::Deployment, host::DeployError> result =
      host::Deploy(context.snapshot, options);
  if (const auto* error = std::get_if<host::DeployError>(&result)) {
    return absl::InvalidArgumentError(error->message);
  }
  auto& deployment = std::get<host::Deployment>(result);
  for (const std::string& warning : deployment.warnings) {
    context.console.Error(absl::StrCat("atoll: warning: ", warning, "\n"));
  }
  deployments.push_back(std::move(deployment));
  return absl::OkStatus();
}

absl::StatusOr<Deployments> DeployAll(const ServeCommand& command, Context& context) {
  host::DeployOptions options;
  options.project = command.project;
  options.esbuild = context.esbuild;
  options.search_path = context.search_path;
  Deployments deployments;
  if (command.workers_dir.empty()) {
    absl::Status status = DeployOne(options, context, deployments);
    return status.ok() ? absl::StatusOr<Deployments>(std::move(deployments)) : status;
  }
  // Other people's workers bring no programs that run here.
  options.allow_project_esbuild = false;
  absl::StatusOr<std::vector<std::filesystem::path>> folders =
      host::ListWorkers(command.workers_dir);
  if (!folders.ok()) return folders.status();
  for (const std::filesystem::path& folder : *folders) {
    options.project.path = folder.string();
    absl::Status status = DeployOne(options, context, deployments);
    if (status.ok()) continue;
    return absl::Status(status.code(), absl::StrCat(folder.string(), ": ", status.message()));
  }
  return deployments;
}

}  // namespace

int RunServe(ServeCommand command, Context& context) {
  absl::StatusOr<Deployments> deployments = DeployAll(command, context);
  if (!deployments.ok()) return Fail(context, deployments.status().message());

  host::EdgeOptions options;
  host::EdgeObserver observer(context.console);
  for (host::Deployment& deployment : *deployments) {
    observer.SetSourceMaps(deployment.version->spec.name, std::move(deployment.source_maps));
    options.versions.push_back(std::move(deployment.version));
  }
  options.by_host = !command.workers_dir.empty();
  options.address = command.address;
  options.port = command.port;
  options.threads = command.threads > 0 ? command.threads : CoreCount();
  options.max_body_bytes = command.max_body_bytes;
  worker::NodeMeter meter;
  worker::Node node(context.snapshot, base::Clock::Real(), observer, meter, {});
  loop::Loop control;
  absl::StatusOr<std::unique_ptr<host::EdgeServer>> server =
      host::EdgeServer::Start(control, node, std::move(options));
  if (!server.ok()) return Fail(context, server.status().message());
  return Leave(host::ServeUntilSignal(control, (*server)->lanes(), (*server)->crew(),
                                      context.console,
                                      absl::StrCat("Listening on ", (*server)->Url(), "\n")));
}

}  // namespace cli
