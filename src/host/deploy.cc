#include "src/host/deploy.h"

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "src/host/bundler.h"
#include "src/host/compat_bits.h"
#include "src/host/dynamic_imports.h"
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

// Turns one project into a deployment, collecting the files it touches on the way.
class Deployer {
 public:
  Deployer(engine::Compiler& compiler, const DeployOptions& options, Project project)
      : compiler_(compiler),
        options_(options),
        project_(std::move(project)),
        node_(NodeCompatOf(project_.spec.compatibility_date, project_.spec.compatibility_flags)) {
    files_ = project_.files;
    files_.push_back(project_.root / project_.spec.main);
  }

  std::variant<Deployment, DeployError> Run() {
    if (NeedsCompiling(project_.spec.main)) return RunBundled(nullptr);
    DiskReader reader(project_.root);
    GraphResult result = LoadAll([&reader](std::string_view name) { return reader.Read(name); });
    files_.insert(files_.end(), reader.files().begin(), reader.files().end());
    auto* error = std::get_if<engine::GraphError>(&result);
    if (error == nullptr) return Finish(std::move(std::get<engine::ModuleGraph>(result)));
    // JavaScript that V8 refuses is not mended by bundling, unless it may be JSX, nor is an import
    // that Atoll refuses; one that only npm's rules resolve is.
    if (absl::IsFailedPrecondition(error->status)) return Failed(error->status, std::nullopt);
    if (error->exception.has_value() && !MayBeJsx(*error->exception)) {
      return Failed(error->status, std::move(error->exception));
    }
    return RunBundled(error);
  }

 private:
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
    std::variant<BundleOutput, BundleError> result =
        Bundle(*esbuild, project_.root, project_.spec.main, node_, options_.spawner);
    if (auto* error = std::get_if<BundleError>(&result)) {
      files_.push_back(project_.root / "package.json");
      files_.push_back(project_.root / "node_modules");
      return Failed(error->status, std::move(error->exception));
    }
    BundleOutput& output = std::get<BundleOutput>(result);
    files_.insert(files_.end(), output.inputs.begin(), output.inputs.end());
    source_maps_ = std::move(output.source_maps);
    return RunModules(output.modules);
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

  Deployment Finish(engine::ModuleGraph graph) {
    auto version = std::make_shared<worker::Version>();
    version->spec = std::move(project_.spec);
    version->spec.main = graph.modules.front().name;
    version->graph = std::move(graph);
    version->graph.compat =
        CompatBitsOf(version->spec.compatibility_date, version->spec.compatibility_flags);
    version->id = VersionId(version->spec, version->graph);
    for (const worker::BindingSpec& binding : version->spec.bindings) {
      version->grants.push_back(options_.grant ? options_.grant(binding) : nullptr);
    }
    auto maps = std::make_shared<const SourceMaps>(std::move(source_maps_));
    if (options_.on_deployed) options_.on_deployed(*version, project_.root, maps);
    return {std::move(version), std::move(project_.triggers), std::move(project_.warnings),
            std::move(files_), std::move(maps)};
  }

  DeployError Failed(const absl::Status& status, std::optional<engine::Exception> exception) {
    if (exception.has_value() && !exception->file.empty()) {
      files_.push_back((project_.root / exception->file).lexically_normal());
    }
    return {std::string(status.message()), std::move(exception), std::move(files_)};
  }

  engine::Compiler& compiler_;
  const DeployOptions& options_;
  Project project_;
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
