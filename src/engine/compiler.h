#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "src/base/bytes.h"
#include "src/engine/exception.h"
#include "src/engine/module_graph.h"
#include "src/engine/snapshot.h"

namespace engine {

class IsolateImpl;

// What V8's code caches of this process can be used by: V8's version, its flags, the processor's
// features, and the snapshot. Caches with another tag are rejected, or worse. Any thread.
std::string CodeCacheTag(const Snapshot& snapshot);

// How V8 reads a JavaScript text. The code cache of one is none of the other.
enum class ScriptKind { kModule, kClassic };

// Where code caches are kept from one compilation to the next.
class CodeCaches {
 public:
  virtual ~CodeCaches() = default;

  // The cache that was kept for `contents`; empty when there is none.
  virtual base::Bytes Find(std::string_view contents, ScriptKind kind) = 0;
  // Keeps `cache` in place of an earlier one.
  virtual void Keep(std::string_view contents, ScriptKind kind, const base::Bytes& cache) = 0;
};

// Compiles modules and never runs them, in one isolate that serves many graphs. Nothing of a graph
// is left in it but garbage; after some graphs, or when its heap has grown, it is replaced. Used by
// one thread: the one that makes it.
class Compiler {
 public:
  struct Options {
    // Where code caches come from and go to; null: every module is compiled. Borrowed.
    CodeCaches* caches = nullptr;
    int graphs = 1'000;                             // that one isolate compiles
    size_t heap_bytes = size_t{64} << 20;           // that it may keep between graphs
    size_t memory_limit_bytes = size_t{768} << 20;  // that one graph may take
  };
  // What became of the JavaScript texts, since the beginning.
  struct Counts {
    uint64_t compiled = 0;  // by V8, with all functions
    uint64_t found = 0;     // with a code cache that V8 accepted
    uint64_t rejected = 0;  // compiled although a code cache was found
    uint64_t isolates = 0;
  };

  explicit Compiler(const Snapshot& snapshot) : Compiler(snapshot, Options()) {}
  Compiler(const Snapshot& snapshot, Options options);
  ~Compiler();
  Compiler(const Compiler&) = delete;

  // Reads `main` and every module it imports, compiles each once and keeps V8's code cache with it.
  // Errors name file, line, column and the line itself; kResourceExhausted when it takes more
  // memory than a graph may.
  std::variant<ModuleGraph, GraphError> LoadModuleGraph(std::string_view main, ModuleReader read,
                                                        NodeCompat node = NodeCompat::kNone);

  const Counts& counts() const { return counts_; }

 private:
  IsolateImpl& FreshIsolate();
  std::variant<ModuleGraph, GraphError> Enter(IsolateImpl& isolate, std::string_view main,
                                              ModuleReader read, NodeCompat node);

  const Snapshot& snapshot_;
  const Options options_;
  Counts counts_;
  std::unique_ptr<IsolateImpl> isolate_;
  int graphs_ = 0;         // that isolate_ has compiled
  size_t heap_bytes_ = 0;  // of isolate_, after the last of them
};

}  // namespace engine
