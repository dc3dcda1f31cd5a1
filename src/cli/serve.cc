#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/cli/commands.h"
#include "src/host/deploy.h"
#include "src/host/edge_observer.h"
#include "src/host/edge_server.h"
#include "src/host/host_table.h"
#include "src/host/machine.h"
#include "src/host/node_project.h"
#include "src/host/workers_dir.h"
#include "src/loop/loop.h"
#include "src/worker/node.h"

namespace cli {
namespace {

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

// The workers that the command names, each as it is found on disk.
absl::StatusOr<std::vector<host::ProjectOptions>> ListProjects(const ServeCommand& command) {
  const host::NodeConfig& node = command.node;
  std::vector<host::ProjectOptions> projects;
  for (const host::NodeWorker& worker : node.workers) {
    projects.push_back(host::ProjectOf(node, worker));
  }
  if (!node.workers_dir.empty()) {
    absl::StatusOr<std::vector<std::filesystem::path>> folders =
        host::ListWorkers(node.workers_dir);
    if (!folders.ok()) return folders.status();
    for (const std::filesystem::path& folder : *folders) {
      projects.push_back(command.project);
      projects.back().path = folder.string();
    }
  }
  if (projects.empty()) projects.push_back(command.project);
  return projects;
}

bool ServesMany(const ServeCommand& command) {
  return !command.node.workers.empty() || !command.node.workers_dir.empty();
}

absl::StatusOr<Deployments> DeployAll(const ServeCommand& command, Context& context) {
  absl::StatusOr<std::vector<host::ProjectOptions>> projects = ListProjects(command);
  if (!projects.ok()) return projects.status();
  const bool many = ServesMany(command);
  host::DeployOptions options;
  options.esbuild = context.esbuild;
  options.search_path = context.search_path;
  // Other people's workers bring no programs that run here.
  options.allow_project_esbuild = !many;
  Deployments deployments;
  for (host::ProjectOptions& project : *projects) {
    options.project = std::move(project);
    absl::Status status = DeployOne(options, context, deployments);
    if (status.ok()) continue;
    if (!many) return status;
    return absl::Status(status.code(), absl::StrCat(options.project.path, ": ", status.message()));
  }
  return deployments;
}

// Which of the deployed workers serves which host; null: there is one, which serves all.
absl::StatusOr<std::shared_ptr<const host::HostTable>> HostsOf(const ServeCommand& command,
                                                               const Deployments& deployments) {
  if (!ServesMany(command)) return nullptr;
  auto hosts = std::make_shared<host::HostTable>(host::MakeHostTable(command.node));
  if (!command.node.workers.empty()) return hosts;
  for (const host::Deployment& deployment : deployments) {
    const std::string& name = deployment.version->spec.name;
    if (hosts->AddName(name)) continue;
    return absl::AlreadyExistsError(
        absl::StrCat("two workers are called \"", name, "\"; expected one"));
  }
  return hosts;
}

}  // namespace

int RunServe(ServeCommand command, Context& context) {
  absl::StatusOr<Deployments> deployments = DeployAll(command, context);
  if (!deployments.ok()) return Fail(context, deployments.status().message());
  auto hosts = HostsOf(command, *deployments);
  if (!hosts.ok()) return Fail(context, hosts.status().message());

  host::EdgeOptions options;
  host::EdgeObserver observer(context.console, command.node.log);
  for (host::Deployment& deployment : *deployments) {
    observer.SetSourceMaps(deployment.version->spec.name, std::move(deployment.source_maps));
    options.versions.push_back(std::move(deployment.version));
  }
  options.hosts = *std::move(hosts);
  options.address = command.node.listen.address;
  options.port = command.node.listen.port;
  options.threads = command.node.threads > 0 ? command.node.threads : host::CoreCount();
  options.max_body_bytes = command.node.max_body_bytes;
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
