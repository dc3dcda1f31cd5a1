#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "src/engine/exception.h"
#include "src/engine/module_graph.h"
#include "src/host/build_settings.h"
#include "src/host/child_process.h"
#include "src/host/source_map.h"

namespace host {

// What esbuild made of a worker: its modules, the main one first, as they go to the engine.
struct BundleOutput {
  std::vector<engine::ModuleSource> modules;
  std::vector<std::filesystem::path> inputs;  // every file that went in, absolute
  SourceMaps source_maps;                     // sources are named by their paths from the root
};

// Why there is no bundle.
struct BundleError {
  absl::Status status;                         // in one line
  std::optional<engine::Exception> exception;  // with the place, when esbuild named one
};

// Where esbuild is: `given` unless empty, else node_modules/.bin/esbuild of `root` or of a folder
// above it (only if `allow_project`: it runs the project's own code), else on `search_path`
// (folders separated by ":"). Nullopt when it is nowhere.
std::optional<std::filesystem::path> FindEsbuild(std::string_view given,
                                                 const std::filesystem::path& root,
                                                 bool allow_project, std::string_view search_path);

// How a worker is bundled.
struct BundleOptions {
  // Where it gives Node's modules, require() of them works, and with kFull their names without
  // "node:" mean the same.
  engine::NodeCompat node = engine::NodeCompat::kNone;
  BuildSettings settings = {};
  bool development = false;    // what process.env.NODE_ENV is: "development", or else "production"
  Spawner* spawner = nullptr;  // who starts esbuild, borrowed; null: this process
};

// Bundles the module `main` (a path from `root`) and what it imports into one ES module, by
// running esbuild. What the rules call text becomes strings; data and WebAssembly stay modules of
// their own; imports of "cloudflare:..." and "node:..." stay. Waits for the result; any thread.
std::variant<BundleOutput, BundleError> Bundle(const std::filesystem::path& esbuild,
                                               const std::filesystem::path& root,
                                               std::string_view main,
                                               const BundleOptions& options = {});

// The arguments with which Bundle() runs esbuild, the program first. `out` is the folder that it
// writes to.
std::vector<std::string> EsbuildArguments(const std::filesystem::path& esbuild,
                                          std::string_view main, const std::filesystem::path& out,
                                          const BundleOptions& options);

// The first error in what esbuild wrote to its standard error (its own text format), or nullopt.
std::optional<engine::Exception> ParseEsbuildError(std::string_view text);

}  // namespace host
