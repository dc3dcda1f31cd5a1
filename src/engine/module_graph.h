#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "src/base/bytes.h"
#include "src/engine/exception.h"
#include "src/engine/snapshot.h"

namespace engine {

enum class ModuleKind {
  kESModule,  // JavaScript with import and export
  kJson,      // default export: the parsed value
  kText,      // default export: a string
  kData,      // default export: an ArrayBuffer
  kWasm,      // default export: a WebAssembly.Module
};

// One module of a worker as it was deployed.
struct ModuleSource {
  std::string name;  // path from the worker's root, "src/index.js"; what stack traces show
  ModuleKind kind = ModuleKind::kESModule;
  base::Bytes contents;
  base::Bytes code_cache;  // V8's, of this contents; may be empty
};

// What a worker gets of Node: its modules and globals (nodejs_compat).
enum class NodeCompat : uint8_t {
  kNone,
  kAsyncContext,  // node:async_hooks alone
  kModules,       // the modules "node:..."
  kFull,          // also without "node:" before their names, and the globals
};

// All modules of a worker, the main one first. Immutable once loaded; any thread.
struct ModuleGraph {
  std::vector<ModuleSource> modules;
  // Whether the main module is a classic script that calls addEventListener("fetch", ...).
  bool service_worker = false;
  NodeCompat node = NodeCompat::kNone;
  // Whether it imports a module of Node's: what js-api has in lazy texts.
  bool imports_node = false;
  // What boot.js's `prepare` is told of the worker's compatibility date and flags, as bits.
  uint32_t compat = 0;

  const ModuleSource* Find(std::string_view name) const;
};

// Reads the module that `name` (normalised, relative to the worker's root) stands for; kNotFound
// when there is none.
using ModuleReader = absl::FunctionRef<absl::StatusOr<ModuleSource>(std::string_view name)>;

// The name that `specifier`, imported by module `referrer`, stands for: "./b.js" from "src/a.js"
// is "src/b.js". kInvalidArgument for a specifier that leaves the root or is neither relative nor
// known by name.
absl::StatusOr<std::string> ResolveSpecifier(std::string_view specifier, std::string_view referrer);

// Why modules make no graph.
struct GraphError {
  // What went wrong, in one line; kFailedPrecondition: a module that Atoll does not give the
  // worker.
  absl::Status status;
  std::optional<Exception> exception;  // with the place, when it was V8 that refused
};

// Reads `main` and all it imports with a Compiler (compiler.h) that is made for it. Any thread.
std::variant<ModuleGraph, GraphError> LoadModuleGraph(const Snapshot& snapshot,
                                                      std::string_view main, ModuleReader read,
                                                      NodeCompat node = NodeCompat::kNone);

}  // namespace engine
