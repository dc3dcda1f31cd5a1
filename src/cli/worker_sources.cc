#include "src/cli/worker_sources.h"

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "src/host/node_project.h"
#include "src/host/workers_dir.h"

namespace cli {
namespace {

host::WorkerSource SourceOf(const host::NodeConfig& node, const host::NodeWorker& worker) {
  host::WorkerSource source{worker.name, host::ProjectOf(node, worker), {}, absl::OkStatus()};
  absl::StatusOr<host::Project> project = host::OpenProject(source.project);
  source.problem = project.status();
  if (project.ok()) source.triggers = std::move(project->triggers);
  return source;
}

}  // namespace

bool ServesMany(const host::NodeConfig& node) {
  return !node.workers.empty() || !node.workers_dir.empty();
}

absl::StatusOr<std::vector<host::WorkerSource>> ListSources(const host::NodeConfig& node,
                                                            const host::ProjectOptions& project) {
  std::vector<host::WorkerSource> sources;
  for (const host::NodeWorker& worker : node.workers) sources.push_back(SourceOf(node, worker));
  if (node.workers_dir.empty()) return sources;
  absl::StatusOr<std::vector<host::WorkerFolder>> folders =
      host::ListWorkers(node.workers_dir, project.environment);
  if (!folders.ok()) return folders.status();
  for (host::WorkerFolder& folder : *folders) {
    host::WorkerSource source{std::move(folder.name), project, std::move(folder.triggers),
                              std::move(folder.problem)};
    source.project.path = folder.path.string();
    sources.push_back(std::move(source));
  }
  return sources;
}

NodeCrons CronsOf(const std::vector<host::WorkerSource>& sources,
                  const host::CronPolicy& standard) {
  NodeCrons crons;
  absl::flat_hash_map<std::string, int> names;
  for (const host::WorkerSource& source : sources) ++names[absl::AsciiStrToLower(source.name)];
  for (const host::WorkerSource& source : sources) {
    // Of two that are called the same neither can run.
    if (!source.problem.ok() || names[absl::AsciiStrToLower(source.name)] > 1) {
      crons.unknown.insert(source.name);
    } else if (!source.triggers.crons.empty()) {
      crons.workers.push_back(
          {source.name, source.triggers.crons, host::Resolve(source.triggers.policy, standard)});
    }
  }
  return crons;
}

NodeCrons CronsOf(const std::string& worker, const host::TriggersConfig& triggers,
                  const host::CronPolicy& standard) {
  NodeCrons crons;
  if (triggers.crons.empty()) return crons;
  crons.workers.push_back({worker, triggers.crons, host::Resolve(triggers.policy, standard)});
  return crons;
}

}  // namespace cli
