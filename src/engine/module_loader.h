#pragma once

// Inside the engine room only: includes v8.h.

#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "src/engine/exception.h"
#include "src/engine/module_graph.h"
#include "v8.h"

namespace engine {

class IsolateImpl;

// The modules of the worker that runs in one isolate. Used inside turns of that isolate.
class ModuleLoader {
 public:
  // Sets the isolate's callbacks for import() and import.meta.
  static void Install(v8::Isolate* isolate);

  // Evaluates the graph's main module or script. `drain` runs microtasks until there are none.
  // `exports` becomes the module's namespace, or null for a service-worker script.
  // The graph is borrowed for the isolate's life.
  std::optional<Exception> Evaluate(IsolateImpl& isolate, v8::Local<v8::Context> context,
                                    const ModuleGraph& graph, absl::FunctionRef<void()> drain,
                                    v8::Local<v8::Value>* exports);

  // Has the snapshot that is being made keep the modules, as data of the context, if a worker has
  // been evaluated.
  void Save(v8::Local<v8::Context> context, v8::SnapshotCreator& creator) const;
  // Knows again the modules that the snapshot of the context kept, if it has a worker; whether it
  // has.
  bool Restore(v8::Local<v8::Context> context);
  // The graph whose modules were restored; borrowed for the isolate's life.
  void SetGraph(const ModuleGraph& graph) {
    graph_ = &graph;
    node_ = graph.node;
  }

  // Forgets all modules, so that the isolate can be disposed. In the isolate's lock.
  void Clear() { records_.clear(); }

  // Compiles `source` as a module of its kind and makes it known by its name. With `code_cache`,
  // what has no code cache, or one that V8 rejects, is compiled with all its functions; the cache
  // to keep is stored there: the one that `source` has, or a new one. An exception is pending when
  // it is empty.
  v8::MaybeLocal<v8::Module> Add(v8::Local<v8::Context> context, const ModuleSource& source,
                                 base::Bytes* code_cache = nullptr);
  // Whether V8 would take the code cache, of whatever source. Its contents are trusted.
  static bool IsUsable(v8::Isolate* isolate, const base::Bytes& code_cache);
  // What imports find of Node from now on.
  void SetNodeCompat(NodeCompat node) { node_ = node; }
  // Puts into `exports` what a module that Atoll provides, such as "cloudflare:workers", exports;
  // leaves it empty when `specifier` names none. kFailedPrecondition, in words for people: it
  // is one that this worker does not get.
  absl::Status FindBuiltin(v8::Local<v8::Context> context, std::string_view specifier,
                           v8::Local<v8::Object>* exports) const;
  // Links `module` with what it imports; all of it must be in the graph or have been added.
  bool Instantiate(v8::Local<v8::Context> context, v8::Local<v8::Module> module);

  // Compiles `source` as a classic script. `code_cache` as in Add.
  static v8::MaybeLocal<v8::UnboundScript> CompileScript(v8::Local<v8::Context> context,
                                                         const ModuleSource& source,
                                                         base::Bytes* code_cache = nullptr);

  // A function of C++ that a module in a snapshot refers to.
  static intptr_t SnapshotReference() { return reinterpret_cast<intptr_t>(&SetExports); }

 private:
  struct Record {
    std::string name;
    int identity;
    v8::Global<v8::Module> module;
    v8::Global<v8::Object> exports;  // of a module that is not JavaScript; else empty
  };

  static v8::MaybeLocal<v8::Module> Resolve(v8::Local<v8::Context> context,
                                            v8::Local<v8::String> specifier,
                                            v8::Local<v8::FixedArray> attributes,
                                            v8::Local<v8::Module> referrer);
  static v8::MaybeLocal<v8::Promise> ImportDynamically(v8::Local<v8::Context> context,
                                                       v8::Local<v8::Data> host_defined_options,
                                                       v8::Local<v8::Value> resource_name,
                                                       v8::Local<v8::String> specifier,
                                                       v8::Local<v8::FixedArray> attributes);
  // Evaluates a module that is instantiated and promises its namespace; a module that is being
  // evaluated is imported when its code has come to a pause.
  v8::MaybeLocal<v8::Promise> Import(v8::Local<v8::Context> context, v8::Local<v8::Module> module);
  v8::MaybeLocal<v8::Promise> ImportLater(v8::Local<v8::Context> context,
                                          v8::Local<v8::Module> module);
  static void InitializeImportMeta(v8::Local<v8::Context> context, v8::Local<v8::Module> module,
                                   v8::Local<v8::Object> meta);

  // The module that `specifier` stands for in `referrer`, compiled when it is first asked for.
  // An exception is pending when it is empty.
  v8::MaybeLocal<v8::Module> Load(v8::Local<v8::Context> context, std::string_view specifier,
                                  std::string_view referrer);
  // Makes a module whose exports are the own properties of `exports`.
  v8::Local<v8::Module> AddSynthetic(v8::Local<v8::Context> context, std::string_view name,
                                     v8::Local<v8::Object> exports);
  static v8::MaybeLocal<v8::Value> SetExports(v8::Local<v8::Context> context,
                                              v8::Local<v8::Module> module);
  const Record* Find(v8::Local<v8::Module> module) const;
  const Record* Find(std::string_view name) const;

  const ModuleGraph* graph_ = nullptr;
  NodeCompat node_ = NodeCompat::kNone;
  std::vector<Record> records_;
};

}  // namespace engine
