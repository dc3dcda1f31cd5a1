#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "src/engine/compiler.h"
#include "src/engine/exception.h"
#include "src/engine/snapshot.h"
#include "src/host/bindings_table.h"
#include "src/host/child_process.h"
#include "src/host/project.h"
#include "src/host/source_map.h"
#include "src/worker/spec.h"

namespace host {

// How workers are brought from disk.
struct DeployOptions {
  ProjectOptions project;
  std::string esbuild;                // esbuild's path; empty: it is looked for
  bool allow_project_esbuild = true;  // whether the project's own node_modules may bring it
  std::string search_path;            // $PATH
  Spawner* spawner = nullptr;         // who starts programs, borrowed; null: this process
  // Told what `build.command` writes, as it is. Any thread; null: nobody is.
  std::function<void(std::string_view)> tell;
  // Told of each worker that is ready: the folder that its modules are named from, and what they
  // came from. Any thread; null: nobody is.
  std::function<void(const worker::Version&, const std::filesystem::path& root,
                     const std::shared_ptr<const SourceMaps>&)>
      on_deployed;
  // Makes what a worker may do with one of its bindings. Any thread; null: nothing is granted.
  std::function<std::shared_ptr<worker::Capability>(const worker::BindingSpec&)> grant;
};

// A worker that is ready to run, and what it was made of.
struct Deployment {
  std::shared_ptr<worker::Version> version;       // nobody else's yet
  TriggersConfig triggers;                        // when the worker is to run
  std::vector<std::string> warnings;              // one line each
  std::vector<std::filesystem::path> files;       // a change to one asks for a new deployment
  std::shared_ptr<const SourceMaps> source_maps;  // never null
  std::vector<BindingRow> bindings;               // what env has
};

// Why a worker cannot run.
struct DeployError {
  std::string message;  // one line, or several with the source line and a caret
  std::optional<engine::Exception> exception;  // when a place in a module is known
  std::vector<std::filesystem::path> files;    // a change to one may mend it
};

// Reads a worker's configuration and modules, after `build.command` where that is run. TypeScript,
// JSX, imports of npm packages and what only a bundler can do go through esbuild; JavaScript with
// relative imports is taken as it is. Blocks. On the thread of `compiler`.
std::variant<Deployment, DeployError> Deploy(engine::Compiler& compiler,
                                             const DeployOptions& options);
// The same with a compiler made for it; any thread.
std::variant<Deployment, DeployError> Deploy(const engine::Snapshot& snapshot,
                                             const DeployOptions& options);

}  // namespace host
