#include "src/cli/served_files.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "src/cli/worker_sources.h"
#include "src/host/bundler.h"
#include "src/host/files.h"
#include "src/host/node_project.h"
#include "src/host/project.h"
#include "src/host/wrangler_config.h"

namespace cli {
namespace {

namespace fs = std::filesystem;
using Argument = sandbox::ArgumentRule;

constexpr const char* kOwnProgram = "/proc/self/exe";
constexpr size_t kMaxConfigBytes = size_t{1} << 20;

// The folder of what is at `path`, or `path` itself if it is one.
void AddFolder(const fs::path& path, std::vector<std::string>& into) {
  std::error_code error;
  const fs::path real = fs::canonical(path, error);
  if (error) return;
  into.push_back((fs::is_directory(real, error) ? real : real.parent_path()).string());
}

void AddProject(const host::ProjectOptions& options, std::vector<std::string>& into) {
  if (absl::StatusOr<host::Project> project = host::OpenProject(options); project.ok()) {
    into.push_back(project->root.string());
  }
  // A worker that cannot be opened tells why when it is asked for.
  if (!options.path.empty()) AddFolder(options.path, into);
  if (!options.config.empty()) AddFolder(options.config, into);
}

// The folder, and where links in it lead to.
void AddWorkersDir(const std::string& folder, std::vector<std::string>& into) {
  AddFolder(folder, into);
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    std::error_code ignored;
    if (it->is_symlink(ignored)) AddFolder(it->path(), into);
  }
}

// Whether a configuration may say how its worker is bundled.
bool MayHaveSettings(const fs::path& folder) {
  const std::optional<fs::path> config = host::FindWranglerConfig(folder);
  if (!config.has_value()) return false;
  const absl::StatusOr<std::string> text =
      host::ReadFile(*config, config->string(), kMaxConfigBytes);
  if (!text.ok()) return false;
  for (std::string_view key :
       {"alias", "define", "jsx_", "keep_names", "minify", "rules", "tsconfig"}) {
    if (absl::StrContains(*text, key)) return true;
  }
  return false;
}

void AddSettings(const host::ProjectOptions& options, std::vector<host::BuildSettings>& into) {
  absl::StatusOr<host::Project> project = host::OpenProject(options);
  if (!project.ok() || std::ranges::find(into, project->build) != into.end()) return;
  into.push_back(std::move(project->build));
}

// How the workers are bundled: each way once, the usual one first.
std::vector<host::BuildSettings> SettingsOf(const ServeCommand& command) {
  std::vector<host::BuildSettings> settings(1);
  if (!ServesMany(command.node)) AddSettings(command.project, settings);
  for (const host::NodeWorker& worker : command.node.workers) {
    AddSettings(host::ProjectOf(command.node, worker), settings);
  }
  if (command.node.workers_dir.empty()) return settings;
  std::error_code error;
  for (fs::directory_iterator it(command.node.workers_dir, error), end; !error && it != end;
       it.increment(error)) {
    if (!MayHaveSettings(it->path())) continue;
    host::ProjectOptions project = command.project;
    project.path = it->path().string();
    AddSettings(project, settings);
  }
  return settings;
}

sandbox::ArgumentRule RuleFor(std::string_view argument, const std::string& temporary) {
  if (argument == "./main") return {Argument::Kind::kRelative, "", ""};
  if (argument.starts_with("--outdir=") || argument.starts_with("--metafile=")) {
    return {Argument::Kind::kBelow, std::string(argument.substr(0, argument.find('=') + 1)),
            temporary};
  }
  return {Argument::Kind::kWord, std::string(argument), ""};
}

// esbuild, with the arguments that Bundle() gives it and no others.
sandbox::ProgramRule EsbuildRule(const std::string& esbuild, const ServeCommand& command,
                                 const std::string& temporary) {
  sandbox::ProgramRule rule;
  rule.program = esbuild;
  for (const host::BuildSettings& settings : SettingsOf(command)) {
    for (const engine::NodeCompat node : {engine::NodeCompat::kNone, engine::NodeCompat::kFull}) {
      const std::vector<std::string> arguments =
          host::EsbuildArguments(esbuild, "main", "/out", {node, settings});
      for (size_t i = 1; i < arguments.size(); ++i) {
        sandbox::ArgumentRule one = RuleFor(arguments[i], temporary);
        const bool known = std::ranges::any_of(rule.others, [&one](const Argument& other) {
          return other.kind == one.kind && other.text == one.text;
        });
        if (!known) rule.others.push_back(std::move(one));
      }
    }
  }
  return rule;
}

// Every esbuild that a worker may be bundled with.
std::vector<std::string> Esbuilds(const ServeCommand& command,
                                  const std::vector<std::string>& folders,
                                  const std::string& esbuild, const std::string& search_path) {
  const bool many = ServesMany(command.node);
  const fs::path root = folders.empty() ? fs::path("/") : fs::path(folders.front());
  const std::optional<fs::path> found = host::FindEsbuild(esbuild, root, !many, search_path);
  if (!found.has_value()) return {};
  return {found->string()};
}

}  // namespace

absl::StatusOr<std::vector<std::string>> WorkerFolders(const ServeCommand& command) {
  std::vector<std::string> folders;
  if (!ServesMany(command.node)) {
    absl::StatusOr<host::Project> project = host::OpenProject(command.project);
    if (!project.ok()) return project.status();
    folders.push_back(project->root.string());
    AddProject(command.project, folders);
    return folders;
  }
  for (const host::NodeWorker& worker : command.node.workers) {
    AddProject(host::ProjectOf(command.node, worker), folders);
  }
  if (!command.node.workers_dir.empty()) AddWorkersDir(command.node.workers_dir, folders);
  return folders;
}

std::vector<sandbox::ProgramRule> ProgramsOf(const ServeCommand& command,
                                             const std::vector<std::string>& folders,
                                             const std::string& data_dir,
                                             const std::string& temporary,
                                             const std::string& esbuild,
                                             const std::string& search_path) {
  std::vector<sandbox::ProgramRule> rules;
  rules.push_back({kOwnProgram, {"make-snapshot"}, {}, {}});
  if (!data_dir.empty()) {
    rules.push_back({kOwnProgram,
                     {"check-store"},
                     {{Argument::Kind::kBelow, "", data_dir}, {Argument::Kind::kName, "", ""}},
                     {}});
  }
  for (const std::string& path : Esbuilds(command, folders, esbuild, search_path)) {
    rules.push_back(EsbuildRule(path, command, temporary));
    rules.back().folders = folders;
  }
  return rules;
}

}  // namespace cli
