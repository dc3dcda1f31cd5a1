#include "src/engine/module_graph.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "src/base/clock.h"
#include "src/engine/isolate_impl.h"
#include "src/engine/turn.h"
#include "src/engine/v8_values.h"

namespace engine {

const ModuleSource* ModuleGraph::Find(std::string_view name) const {
  auto it = std::find_if(modules.begin(), modules.end(),
                         [name](const ModuleSource& module) { return module.name == name; });
  return it != modules.end() ? &*it : nullptr;
}

absl::StatusOr<std::string> ResolveSpecifier(std::string_view specifier,
                                             std::string_view referrer) {
  const bool absolute = absl::StartsWith(specifier, "/");
  if (!absolute && !absl::StartsWith(specifier, "./") && !absl::StartsWith(specifier, "../")) {
    return absl::InvalidArgumentError(
        absl::StrCat("No such module \"", specifier, "\", imported from \"", referrer,
                     "\". Expected a relative path (\"./", specifier,
                     "\") or a module that Atoll provides; npm packages must be bundled."));
  }
  std::vector<std::string_view> parts;
  if (!absolute) {
    parts = absl::StrSplit(referrer, '/');
    parts.pop_back();
  }
  for (std::string_view part : absl::StrSplit(specifier, '/')) {
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.push_back(part);
    } else if (parts.empty()) {
      return absl::InvalidArgumentError(absl::StrCat("The import \"", specifier, "\" in \"",
                                                     referrer,
                                                     "\" leads out of the worker's folder."));
    } else {
      parts.pop_back();
    }
  }
  return absl::StrJoin(parts, "/");
}

namespace {

// Collects a worker's modules in an isolate that is thrown away afterwards.
class GraphBuilder {
 public:
  GraphBuilder(IsolateImpl& isolate, ModuleReader read) : isolate_(isolate), read_(read) {}

  std::variant<ModuleGraph, GraphError> Build(std::string_view main) {
    v8::TryCatch try_catch(isolate_.v8());
    context_ = isolate_.v8()->GetCurrentContext();
    absl::StatusOr<ModuleSource> source = read_(main);
    if (!source.ok()) return GraphError{source.status(), std::nullopt};
    source->name = std::string(main);
    if (source->kind != ModuleKind::kESModule) {
      return GraphError{absl::InvalidArgumentError(absl::StrCat(
                            main, ": the main module must be JavaScript (.js or .mjs)")),
                        std::nullopt};
    }

    base::Bytes code_cache;
    v8::Local<v8::Module> module;
    if (!isolate_.modules().Add(context_, *source, &code_cache).ToLocal(&module)) {
      Exception exception = ToException(isolate_.v8(), context_, try_catch);
      // Sloppy-mode code may be a script where it is no module.
      try_catch.Reset();
      if (BuildScript(*source)) return std::move(graph_);
      return Failed(std::move(exception));
    }
    source->code_cache = std::move(code_cache);
    graph_.modules.push_back(*std::move(source));
    if (absl::Status status = AddImports(module, graph_.modules.front().name); !status.ok()) {
      if (try_catch.HasCaught()) return Failed(ToException(isolate_.v8(), context_, try_catch));
      return GraphError{std::move(status), std::nullopt};
    }
    if (!isolate_.modules().Instantiate(context_, module)) {
      return Failed(ToException(isolate_.v8(), context_, try_catch));
    }
    if (module->GetModuleRequests()->Length() == 0 && ExportsNothing(module)) {
      ModuleSource script = std::move(graph_.modules.front());
      graph_.modules.clear();
      script.code_cache = {};
      if (!BuildScript(script)) return Failed(ToException(isolate_.v8(), context_, try_catch));
    }
    return std::move(graph_);
  }

 private:
  static GraphError Failed(Exception exception) {
    GraphError error{absl::InvalidArgumentError(exception.Describe()), std::nullopt};
    error.exception = std::move(exception);
    return error;
  }

  bool ExportsNothing(v8::Local<v8::Module> module) {
    v8::Local<v8::Object> exports = module->GetModuleNamespace().As<v8::Object>();
    v8::Local<v8::Array> names;
    return exports->GetPropertyNames(context_).ToLocal(&names) && names->Length() == 0;
  }

  bool BuildScript(const ModuleSource& source) {
    base::Bytes code_cache;
    v8::Local<v8::UnboundScript> script;
    if (!ModuleLoader::CompileScript(context_, source, &code_cache).ToLocal(&script)) return false;
    graph_.modules.push_back(source);
    graph_.modules.back().code_cache = std::move(code_cache);
    graph_.service_worker = true;
    return true;
  }

  // Adds what `module` imports, and what that imports, depth first.
  absl::Status AddImports(v8::Local<v8::Module> module, std::string referrer) {
    v8::Isolate* isolate = isolate_.v8();
    v8::Local<v8::FixedArray> requests = module->GetModuleRequests();
    for (int i = 0; i < requests->Length(); ++i) {
      v8::Local<v8::ModuleRequest> request = requests->Get(context_, i).As<v8::ModuleRequest>();
      const std::string specifier = ToUtf8(isolate, request->GetSpecifier());
      if (isolate_.modules().IsBuiltin(context_, specifier)) continue;
      v8::Location place = module->SourceOffsetToLocation(request->GetSourceOffset());
      absl::StatusOr<std::string> name = ResolveSpecifier(specifier, referrer);
      absl::Status status = name.ok() ? AddModule(*name) : name.status();
      if (status.ok()) continue;
      if (!reported_) {
        reported_ = true;
        return absl::Status(status.code(),
                            absl::StrCat(referrer, ":", place.GetLineNumber() + 1, ":",
                                         place.GetColumnNumber() + 1, ": ", status.message()));
      }
      return status;
    }
    return absl::OkStatus();
  }

  absl::Status AddModule(const std::string& name) {
    if (!seen_.insert(name).second || graph_.Find(name) != nullptr) return absl::OkStatus();
    absl::StatusOr<ModuleSource> source = read_(name);
    if (!source.ok()) return source.status();
    source->name = name;
    base::Bytes code_cache;
    v8::Local<v8::Module> module;
    const bool is_javascript = source->kind == ModuleKind::kESModule;
    if (!isolate_.modules()
             .Add(context_, *source, is_javascript ? &code_cache : nullptr)
             .ToLocal(&module)) {
      reported_ = true;  // the pending exception names the place itself
      return absl::InvalidArgumentError(absl::StrCat(name, ": cannot be compiled"));
    }
    source->code_cache = std::move(code_cache);
    graph_.modules.push_back(*std::move(source));
    return is_javascript ? AddImports(module, name) : absl::OkStatus();
  }

  IsolateImpl& isolate_;
  ModuleReader read_;
  v8::Local<v8::Context> context_;
  ModuleGraph graph_;
  absl::flat_hash_set<std::string> seen_;
  bool reported_ = false;
};

}  // namespace

std::variant<ModuleGraph, GraphError> LoadModuleGraph(const Snapshot& snapshot,
                                                      std::string_view main, ModuleReader read) {
  IsolateImpl isolate(snapshot, Isolate::Options());
  Budget budget;
  Turn turn(isolate, base::Clock::Real().WallMillis(), budget);
  return GraphBuilder(isolate, read).Build(main);
}

}  // namespace engine
