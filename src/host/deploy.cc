#include "src/host/deploy.h"

#include <sys/stat.h>

#include <algorithm>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "src/host/build_command.h"
#include "src/host/bundler.h"
#include "src/host/compat_bits.h"
#include "src/host/console.h"
#include "src/host/dynamic_imports.h"
#include "src/host/files.h"
#include "src/host/module_rules.h"
#include "src/host/node_compat.h"
#include "src/host/source_reader.h"
#include "src/host/version_id.h"

namespace host {
namespace {

namespace fs = std::filesystem;

using GraphResult = std::variant<engine::ModuleGraph, engine::GraphError>;

bool NeedsCompiling(std::string_view main) {
  return !main.ends_with(".js") && !main.ends_with(".mjs");
}

// V8's words for JSX in plain JavaScript.
bool MayBeJsx(const engine::Exception& exception) {
  return absl::StrContains(exception.message, "Unexpected token '<'");
}

// Whether the runtime brings the module itself, or says at run time that it does not.
bool IsProvided(std::string_view specifier, engine::NodeCompat node) {
  return specifier.starts_with("node:") || specifier.starts_with("cloudflare:") ||
         (node == engine::NodeCompat::kFull && IsNodeModule(specifier));
}

// Adds the modules of `more` that `graph` does not have.
void Merge(engine::ModuleGraph more, engine::ModuleGraph& graph) {
  for (engine::ModuleSource& module : more.modules) {
    if (graph.Find(module.name) != nullptr) continue;
    // A code cache made of a script is none of a module.
    if (more.service_worker) module.code_cache = {};
    graph.modules.push_back(std::move(module));
  }
}

// Where a file would be, but for its extension, that esbuild has looked for and not found.
std::optional<fs::path> MissingFile(const engine::Exception& error, const fs::path& root) {
  std::string_view name = error.message;
  if (!absl::ConsumePrefix(&name, "Could not resolve \"") || !name.starts_with('.')) {
    return std::nullopt;
  }
  name = name.substr(0, name.find('"'));
  return ((root / error.file).parent_path() / name).lexically_normal();
}

// Where modules may be that nothing need import.
fs::path BaseOf(const Project& project) {
  if (!project.build.base_dir.empty()) return project.root / project.build.base_dir;
  return (project.root / project.spec.main).parent_path();
}

// The names of the files there that may be such modules. `error`: why not all of them were found.
std::vector<std::string> AdditionalModules(const Project& project, const ModuleRules& rules,
                                           std::error_code& error) {
  std::vector<std::string> names;
  const fs::path base = BaseOf(project);
  for (fs::recursive_directory_iterator it(base, error), end; !error && it != end;
       it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (name == "node_modules" || name.starts_with('.')) {
      it.disable_recursion_pending();
      continue;
    }
    const std::string path = it->path().lexically_relative(project.root).string();
    const std::optional<engine::ModuleKind> kind = rules.KindOf(path);
    std::error_code ignored;
    // No rule makes a module of JSON, and packages are full of it.
    if (!kind.has_value() || kind == engine::ModuleKind::kJson) continue;
    if (it->is_regular_file(ignored)) names.push_back(path);
  }
  std::ranges::sort(names);
  return names;
}

// The value of a binding to the version itself: {id, tag, timestamp}. A version is as old as the
// newest of the files that it was made of.
ConfigValue VersionMetadata(std::string_view id, const std::vector<fs::path>& files) {
  int64_t newest = 0;
  for (const fs::path& file : files) {
    struct stat about;
    if (stat(file.c_str(), &about) != 0) continue;
    newest = std::max(
        newest, int64_t{about.st_mtim.tv_sec} * 1'000 + int64_t{about.st_mtim.tv_nsec} / 1'000'000);
  }
  ConfigValue value;
  value.kind = ConfigValue::Kind::kObject;
  value.Set("id", ConfigValue::String(std::string(id)));
  value.Set("tag", ConfigValue::String(""));
  value.Set("timestamp",
            ConfigValue::String(absl::FormatTime(
                "%Y-%m-%dT%H:%M:%E3SZ", absl::FromUnixMillis(newest), absl::UTCTimeZone())));
  return value;
}

// Turns one project into a deployment, collecting the files it touches on the way.
class Deployer {
 public:
  Deployer(engine::Compiler& compiler, const DeployOptions& options, Project project)
      : compiler_(compiler),
        options_(options),
        project_(std::move(project)),
        rules_(project_.build.rules),
        node_(NodeCompatOf(project_.spec.compatibility_date, project_.spec.compatibility_flags)) {
    files_ = project_.files;
    files_.push_back(project_.root / project_.spec.main);
  }

  std::variant<Deployment, DeployError> Run() {
    if (options_.project.runs_build && !project_.build.build.command.empty()) {
      if (absl::Status status = RunBuild(); !status.ok()) return Failed(status, std::nullopt);
    }
    const bool bundles = NeedsCompiling(project_.spec.main) || project_.build.NeedsBundler();
    if (project_.build.no_bundle && NeedsCompiling(project_.spec.main)) {
      return Failed(absl::InvalidArgumentError(
                        absl::StrCat(project_.spec.main,
                                     ": must be compiled, and \"no_bundle\" is set; expected "
                                     "JavaScript")),
                    std::nullopt);
    }
    return bundles && !project_.build.no_bundle ? RunBundled(nullptr) : RunPlain();
  }

 private:
  std::variant<Deployment, DeployError> RunPlain() {
    DiskReader reader(project_.root, rules_);
    GraphResult result = LoadAll([&reader](std::string_view name) { return reader.Read(name); });
    files_.insert(files_.end(), reader.files().begin(), reader.files().end());
    auto* error = std::get_if<engine::GraphError>(&result);
    if (error == nullptr) return Finish(std::move(std::get<engine::ModuleGraph>(result)));
    // JavaScript that V8 refuses is not mended by bundling, unless it may be JSX, nor is an import
    // that Atoll refuses; one that only npm's rules resolve is.
    if (absl::IsFailedPrecondition(error->status)) return Failed(error->status, std::nullopt);
    if (project_.build.no_bundle) return Failed(error->status, std::move(error->exception));
    if (error->exception.has_value() && !MayBeJsx(*error->exception)) {
      return Failed(error->status, std::move(error->exception));
    }
    return RunBundled(error);
  }

  // Runs the command that makes the modules.
  absl::Status RunBuild() {
    const BuildCommand& build = project_.build.build;
    const std::vector<fs::path> watched = WatchedBy(build, project_.root);
    project_.files.insert(project_.files.end(), watched.begin(), watched.end());
    if (options_.tell) options_.tell(absl::StrCat("Running ", Quoted(build.command), "\n"));
    absl::StatusOr<std::string> output = RunBuildCommand(build, project_.root, options_.spawner);
    if (!output.ok()) return output.status();
    if (options_.tell && !output->empty()) options_.tell(*output);
    std::error_code error;
    if (fs::exists(project_.root / project_.spec.main, error)) return absl::OkStatus();
    return absl::NotFoundError(absl::StrCat(project_.spec.main, ": \"build.command\", ",
                                            build.command, ", has run and not made this file"));
  }

  // The main module, what it imports, and what these import() by a literal.
  GraphResult LoadAll(engine::ModuleReader read) {
    GraphResult result = compiler_.LoadModuleGraph(project_.spec.main, read, node_);
    auto* graph = std::get_if<engine::ModuleGraph>(&result);
    if (graph == nullptr) return result;
    for (size_t i = 0; i < graph->modules.size(); ++i) {
      const engine::ModuleSource& module = graph->modules[i];
      if (module.kind != engine::ModuleKind::kESModule) continue;
      const std::string referrer = module.name;
      for (const std::string& specifier : FindDynamicImports(module.contents.view())) {
        if (IsProvided(specifier, node_)) continue;
        absl::StatusOr<std::string> name = engine::ResolveSpecifier(specifier, referrer);
        if (!name.ok()) return engine::GraphError{name.status(), std::nullopt};
        if (graph->Find(*name) != nullptr) continue;
        GraphResult more = LoadOne(*name, read);
        if (std::holds_alternative<engine::GraphError>(more)) return more;
        Merge(std::move(std::get<engine::ModuleGraph>(more)), *graph);
      }
    }
    return result;
  }

  // A module that is not the main one, and what it imports.
  GraphResult LoadOne(std::string_view name, engine::ModuleReader read) {
    absl::StatusOr<engine::ModuleSource> source = read(name);
    if (!source.ok()) return engine::GraphError{source.status(), std::nullopt};
    if (source->kind == engine::ModuleKind::kESModule) {
      return compiler_.LoadModuleGraph(name, read, node_);
    }
    engine::ModuleGraph graph;
    graph.modules.push_back(*std::move(source));
    return graph;
  }

  // `plain`: why the modules cannot be taken as they are; null: esbuild is needed in any case.
  std::variant<Deployment, DeployError> RunBundled(const engine::GraphError* plain) {
    const std::optional<fs::path> esbuild = FindEsbuild(
        options_.esbuild, project_.root, options_.allow_project_esbuild, options_.search_path);
    if (!esbuild.has_value()) {
      return Failed(absl::NotFoundError(absl::StrCat(
                        plain != nullptr ? std::string(plain->status.message())
                                         : absl::StrCat(project_.spec.main, ": must be compiled"),
                        " (esbuild was not found; expected it in $ATOLL_ESBUILD, "
                        "node_modules/.bin or $PATH)")),
                    std::nullopt);
    }
    for (const std::string& glob : rules_.narrow_globs()) {
      project_.warnings.push_back(
          absl::StrCat(project_.config, ": of the glob ", Quoted(glob),
                       " in \"rules\" only the extension counts where modules are bundled"));
    }
    std::variant<BundleOutput, BundleError> result =
        Bundle(*esbuild, project_.root, project_.spec.main,
               {node_, project_.build, options_.project.development, options_.spawner});
    if (auto* error = std::get_if<BundleError>(&result)) {
      files_.push_back(project_.root / "package.json");
      files_.push_back(project_.root / "node_modules");
      if (error->exception.has_value()) WatchMissing(*error->exception);
      return Failed(error->status, std::move(error->exception));
    }
    BundleOutput& output = std::get<BundleOutput>(result);
    files_.insert(files_.end(), output.inputs.begin(), output.inputs.end());
    source_maps_ = std::move(output.source_maps);
    return RunModules(output.modules);
  }

  // A file that comes changes its folder.
  void WatchMissing(const engine::Exception& error) {
    const std::optional<fs::path> path = MissingFile(error, project_.root);
    if (!path.has_value()) return;
    files_.push_back(path->parent_path());
    files_.push_back(*path);
  }

  std::variant<Deployment, DeployError> RunModules(
      const std::vector<engine::ModuleSource>& modules) {
    absl::flat_hash_map<std::string_view, const engine::ModuleSource*> by_name;
    for (const engine::ModuleSource& module : modules) by_name[module.name] = &module;
    auto read = [&by_name](std::string_view name) -> absl::StatusOr<engine::ModuleSource> {
      auto found = by_name.find(name);
      if (found == by_name.end()) return absl::NotFoundError(absl::StrCat(name, ": no such file"));
      return *found->second;
    };
    GraphResult result = compiler_.LoadModuleGraph(modules.front().name, read, node_);
    if (auto* error = std::get_if<engine::GraphError>(&result)) {
      return Failed(error->status, std::move(error->exception));
    }
    return Finish(std::move(std::get<engine::ModuleGraph>(result)));
  }

  // Adds the modules of files that nothing imports, where the configuration wants that. As in
  // Wrangler it does with `no_bundle`, but for a classic script, which imports nothing. A lone
  // script's folder may be any. What cannot be one is left out: it may be a part of what was
  // bundled.
  void AddMore(engine::ModuleGraph& graph) {
    const bool finds_all =
        project_.build.no_bundle && !project_.config.empty() && !graph.service_worker;
    if (!project_.build.find_additional_modules && !finds_all) return;
    DiskReader reader(project_.root, rules_);
    const auto read = [&reader](std::string_view name) { return reader.Read(name); };
    std::error_code unread;
    const std::vector<std::string> names = AdditionalModules(project_, rules_, unread);
    if (unread) {
      project_.warnings.push_back(
          absl::StrCat(project_.config, ": not all modules that nothing imports were found in ",
                       Quoted(BaseOf(project_).lexically_relative(project_.root).string()), ": ",
                       unread.message()));
    }
    for (const std::string& name : names) {
      if (graph.Find(name) != nullptr) continue;
      GraphResult more = LoadOne(name, read);
      if (auto* error = std::get_if<engine::GraphError>(&more)) {
        project_.warnings.push_back(
            absl::StrCat(name, ": is left out: ", OneLine(error->status.message())));
      } else {
        Merge(std::move(std::get<engine::ModuleGraph>(more)), graph);
      }
    }
    files_.insert(files_.end(), reader.files().begin(), reader.files().end());
  }

  Deployment Finish(engine::ModuleGraph graph) {
    AddMore(graph);
    std::vector<BindingRow> bindings = BindingRows(project_);
    auto version = std::make_shared<worker::Version>();
    version->spec = std::move(project_.spec);
    version->spec.main = graph.modules.front().name;
    version->graph = std::move(graph);
    version->graph.compat =
        CompatBitsOf(version->spec.compatibility_date, version->spec.compatibility_flags);
    version->id = VersionId(version->spec, version->graph);
    if (!project_.version_metadata.empty()) {
      project_.vars.Set(project_.version_metadata, VersionMetadata(version->id, files_));
      version->spec.vars_json = project_.vars.ToJson();
    }
    for (const worker::BindingSpec& binding : version->spec.bindings) {
      version->grants.push_back(options_.grant ? options_.grant(binding) : nullptr);
    }
    auto maps = std::make_shared<const SourceMaps>(std::move(source_maps_));
    if (options_.on_deployed) options_.on_deployed(*version, project_.root, maps);
    return {std::move(version),
            std::move(project_.triggers),
            std::move(project_.warnings),
            WatchedFiles(),
            std::move(maps),
            std::move(bindings)};
  }

  DeployError Failed(const absl::Status& status, std::optional<engine::Exception> exception) {
    if (exception.has_value() && !exception->file.empty()) {
      files_.push_back((project_.root / exception->file).lexically_normal());
    }
    return {std::string(status.message()), std::move(exception), WatchedFiles()};
  }

  // The files whose change asks for a new deployment. What the build's command has made is not
  // among them: it would have it run for ever.
  std::vector<fs::path> WatchedFiles() const {
    if (!options_.project.runs_build || project_.build.build.command.empty()) return files_;
    std::vector<fs::path> files = project_.files;
    for (const fs::path& file : files_) {
      for (const std::string& folder : project_.build.build.watch_dirs) {
        if (!IsInside(file, project_.root / folder)) continue;
        files.push_back(file);
        break;
      }
    }
    return files;
  }

  engine::Compiler& compiler_;
  const DeployOptions& options_;
  Project project_;
  const ModuleRules rules_;
  const engine::NodeCompat node_;
  std::vector<fs::path> files_;
  SourceMaps source_maps_;
};

// Where a project that cannot be opened would be.
std::vector<fs::path> LikelyFiles(const ProjectOptions& options) {
  const fs::path path = options.path.empty() ? "." : options.path;
  std::vector<fs::path> files = {path};
  if (!options.config.empty()) files.push_back(options.config);
  for (const char* name : {"wrangler.json", "wrangler.jsonc", "wrangler.toml"}) {
    files.push_back(path / name);
    files.push_back(path.parent_path() / name);
  }
  return files;
}

}  // namespace

std::variant<Deployment, DeployError> Deploy(engine::Compiler& compiler,
                                             const DeployOptions& options) {
  absl::StatusOr<Project> project = OpenProject(options.project);
  if (!project.ok()) {
    return DeployError{std::string(project.status().message()), std::nullopt,
                       LikelyFiles(options.project)};
  }
  return Deployer(compiler, options, *std::move(project)).Run();
}

std::variant<Deployment, DeployError> Deploy(const engine::Snapshot& snapshot,
                                             const DeployOptions& options) {
  engine::Compiler compiler(snapshot);
  return Deploy(compiler, options);
}

}  // namespace host
