#pragma once

#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "src/engine/module_graph.h"

namespace host {

// What kind of module a file is, by its extension; nullopt for one that no rule names.
// .js .mjs: ES module; .json: JSON; .txt .html .sql: text; .bin: data; .wasm: WebAssembly.
std::optional<engine::ModuleKind> ModuleKindOf(std::string_view name);

// Reads modules from the files below one folder, and from nowhere else.
class DiskReader {
 public:
  // `root`: absolute, without symbolic links.
  explicit DiskReader(std::filesystem::path root);

  // The module called `name`, a path from the root. kNotFound; kPermissionDenied when a symbolic
  // link leads out of the root; kInvalidArgument for a kind of file that no rule names. Messages
  // begin with the name.
  absl::StatusOr<engine::ModuleSource> Read(std::string_view name);

  // Every file that was asked for, whether or not it was there.
  const std::vector<std::filesystem::path>& files() const { return files_; }

 private:
  std::filesystem::path root_;
  std::vector<std::filesystem::path> files_;
};

}  // namespace host
