#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "src/engine/module_graph.h"
#include "src/host/module_rules.h"

namespace host {

// Reads modules from the files below one folder, and from nowhere else.
class DiskReader {
 public:
  // `root`: absolute, without symbolic links. `rules`: what kind of module each file is.
  explicit DiskReader(std::filesystem::path root, ModuleRules rules = ModuleRules());

  // The module called `name`, a path from the root, perhaps with "?module" after it. kNotFound;
  // kPermissionDenied when a symbolic link leads out of the root; kInvalidArgument for a kind of
  // file that no rule names. Messages begin with the name.
  absl::StatusOr<engine::ModuleSource> Read(std::string_view name);

  // Every file that was asked for, whether or not it was there.
  const std::vector<std::filesystem::path>& files() const { return files_; }

 private:
  std::filesystem::path root_;
  const ModuleRules rules_;
  std::vector<std::filesystem::path> files_;
};

}  // namespace host
