#pragma once

// Inside the engine room only: includes v8.h.

#include <string>
#include <string_view>
#include <variant>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "src/engine/compiler.h"
#include "src/engine/module_graph.h"
#include "v8.h"

namespace engine {

// Collects one worker's modules, in an isolate that the thread has entered. What it compiles stays
// in the isolate's ModuleLoader.
class GraphBuilder {
 public:
  // All borrowed; `caches` may be null.
  GraphBuilder(IsolateImpl& isolate, CodeCaches* caches, Compiler::Counts& counts,
               ModuleReader read, NodeCompat node)
      : isolate_(isolate), caches_(caches), counts_(counts), read_(read) {
    graph_.node = node;
  }

  std::variant<ModuleGraph, GraphError> Build(std::string_view main);

 private:
  GraphError Failed(const v8::TryCatch& try_catch);

  // Whether the main module can only be a classic script: it neither imports nor exports.
  bool IsScript(v8::Local<v8::Module> module);
  // Makes the graph of a classic script, with the code cache that was found for it or an empty one;
  // an exception is pending when it does not compile.
  bool BuildScript(ModuleSource script, base::Bytes found);
  // Compiles `source` with the code cache that was kept for it, if there is one. Puts into it the
  // one to keep, and whether that is a new one. An exception is pending when it is empty.
  v8::MaybeLocal<v8::Module> Compile(ModuleSource& source, bool* new_cache);

  // Adds what `module` imports, and what that imports, depth first.
  absl::Status AddImports(v8::Local<v8::Module> module, std::string referrer);
  absl::Status AddImport(std::string_view specifier, std::string_view referrer);
  absl::Status AddModule(const std::string& name);

  // The code cache that was kept for `source`, if V8 would take it; else empty.
  base::Bytes FindCache(const ModuleSource& source, ScriptKind kind);
  // Takes the cache that V8 accepted or made; true when it was made.
  bool TakeCache(ModuleSource& source, base::Bytes cache);
  void Keep(const ModuleSource& source, ScriptKind kind);

  IsolateImpl& isolate_;
  CodeCaches* const caches_;
  Compiler::Counts& counts_;
  ModuleReader read_;
  v8::Local<v8::Context> context_;
  ModuleGraph graph_;
  absl::flat_hash_set<std::string> seen_;
  bool reported_ = false;  // whether the error names its place
};

}  // namespace engine
