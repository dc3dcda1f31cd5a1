#include "src/engine/graph_builder.h"

#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "src/engine/isolate_impl.h"
#include "src/engine/v8_values.h"

namespace engine {

std::variant<ModuleGraph, GraphError> GraphBuilder::Build(std::string_view main) {
  v8::TryCatch try_catch(isolate_.v8());
  context_ = isolate_.v8()->GetCurrentContext();
  isolate_.modules().SetNodeCompat(graph_.node);
  absl::StatusOr<ModuleSource> source = read_(main);
  if (!source.ok()) return GraphError{source.status(), std::nullopt};
  source->name = std::string(main);
  if (source->kind != ModuleKind::kESModule) {
    return GraphError{absl::InvalidArgumentError(
                          absl::StrCat(main, ": the main module must be JavaScript (.js or .mjs)")),
                      std::nullopt};
  }
  // What was a script once is a script again: the text alone decides.
  if (base::Bytes cache = FindCache(*source, ScriptKind::kClassic); !cache.empty()) {
    if (BuildScript(*source, std::move(cache))) return std::move(graph_);
    try_catch.Reset();
  }

  v8::Local<v8::Module> module;
  bool new_cache = false;
  if (!Compile(*source, &new_cache).ToLocal(&module)) {
    GraphError error = Failed(try_catch);
    // Sloppy-mode code may be a script where it is no module.
    try_catch.Reset();
    if (BuildScript(*source, {})) return std::move(graph_);
    return error;
  }
  graph_.modules.push_back(*std::move(source));
  if (absl::Status status = AddImports(module, graph_.modules.front().name); !status.ok()) {
    if (try_catch.HasCaught()) return Failed(try_catch);
    return GraphError{std::move(status), std::nullopt};
  }
  if (!isolate_.modules().Instantiate(context_, module)) return Failed(try_catch);
  if (IsScript(module)) {
    const ModuleSource script = std::move(graph_.modules.front());
    graph_.modules.clear();
    if (!BuildScript(script, {})) return Failed(try_catch);
  } else if (new_cache) {
    Keep(graph_.modules.front(), ScriptKind::kModule);
  }
  return std::move(graph_);
}

GraphError GraphBuilder::Failed(const v8::TryCatch& try_catch) {
  Exception exception = ToException(isolate_.v8(), context_, try_catch);
  GraphError error{absl::InvalidArgumentError(exception.Describe()), std::nullopt};
  error.exception = std::move(exception);
  return error;
}

bool GraphBuilder::IsScript(v8::Local<v8::Module> module) {
  if (module->GetModuleRequests()->Length() != 0) return false;
  v8::Local<v8::Object> exports = module->GetModuleNamespace().As<v8::Object>();
  v8::Local<v8::Array> names;
  return exports->GetPropertyNames(context_).ToLocal(&names) && names->Length() == 0;
}

bool GraphBuilder::BuildScript(ModuleSource script, base::Bytes found) {
  script.code_cache = std::move(found);
  base::Bytes cache;
  if (ModuleLoader::CompileScript(context_, script, &cache).IsEmpty()) return false;
  if (TakeCache(script, std::move(cache))) Keep(script, ScriptKind::kClassic);
  graph_.modules.push_back(std::move(script));
  graph_.service_worker = true;
  return true;
}

v8::MaybeLocal<v8::Module> GraphBuilder::Compile(ModuleSource& source, bool* new_cache) {
  if (source.kind != ModuleKind::kESModule) return isolate_.modules().Add(context_, source);
  source.code_cache = FindCache(source, ScriptKind::kModule);
  base::Bytes cache;
  v8::MaybeLocal<v8::Module> module = isolate_.modules().Add(context_, source, &cache);
  if (!module.IsEmpty()) *new_cache = TakeCache(source, std::move(cache));
  return module;
}

base::Bytes GraphBuilder::FindCache(const ModuleSource& source, ScriptKind kind) {
  if (caches_ == nullptr) return {};
  base::Bytes cache = caches_->Find(source.contents.view(), kind);
  if (cache.empty() || ModuleLoader::IsUsable(isolate_.v8(), cache)) return cache;
  ++counts_.rejected;
  return {};
}

bool GraphBuilder::TakeCache(ModuleSource& source, base::Bytes cache) {
  const bool accepted = !source.code_cache.empty() && source.code_cache.data() == cache.data();
  ++(accepted ? counts_.found : counts_.compiled);
  source.code_cache = std::move(cache);
  return !accepted;
}

void GraphBuilder::Keep(const ModuleSource& source, ScriptKind kind) {
  if (caches_ == nullptr || source.code_cache.empty()) return;
  caches_->Keep(source.contents.view(), kind, source.code_cache);
}

absl::Status GraphBuilder::AddImports(v8::Local<v8::Module> module, std::string referrer) {
  v8::Isolate* isolate = isolate_.v8();
  v8::Local<v8::FixedArray> requests = module->GetModuleRequests();
  for (int i = 0; i < requests->Length(); ++i) {
    v8::Local<v8::ModuleRequest> request = requests->Get(context_, i).As<v8::ModuleRequest>();
    const std::string specifier = ToUtf8(isolate, request->GetSpecifier());
    absl::Status status = AddImport(specifier, referrer);
    if (status.ok()) continue;
    if (std::exchange(reported_, true)) return status;
    v8::Location place = module->SourceOffsetToLocation(request->GetSourceOffset());
    return absl::Status(status.code(),
                        absl::StrCat(referrer, ":", place.GetLineNumber() + 1, ":",
                                     place.GetColumnNumber() + 1, ": ", status.message()));
  }
  return absl::OkStatus();
}

absl::Status GraphBuilder::AddImport(std::string_view specifier, std::string_view referrer) {
  v8::Local<v8::Object> builtin;
  if (absl::Status status = isolate_.modules().FindBuiltin(context_, specifier, &builtin);
      !status.ok() || !builtin.IsEmpty()) {
    if (!absl::StartsWith(specifier, "cloudflare:")) graph_.imports_node = true;
    return status;
  }
  absl::StatusOr<std::string> name = ResolveSpecifier(specifier, referrer);
  return name.ok() ? AddModule(*name) : name.status();
}

absl::Status GraphBuilder::AddModule(const std::string& name) {
  if (!seen_.insert(name).second || graph_.Find(name) != nullptr) return absl::OkStatus();
  absl::StatusOr<ModuleSource> source = read_(name);
  if (!source.ok()) return source.status();
  source->name = name;
  v8::Local<v8::Module> module;
  bool new_cache = false;
  if (!Compile(*source, &new_cache).ToLocal(&module)) {
    reported_ = true;  // the pending exception names the place itself
    return absl::InvalidArgumentError(absl::StrCat(name, ": cannot be compiled"));
  }
  if (new_cache) Keep(*source, ScriptKind::kModule);
  const bool imports = source->kind == ModuleKind::kESModule;
  graph_.modules.push_back(*std::move(source));
  return imports ? AddImports(module, name) : absl::OkStatus();
}

}  // namespace engine
