#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace host {

// A folder with a worker, at a glance.
struct WorkerFolder {
  std::filesystem::path path;
  std::string name;
  absl::Status problem;  // of its configuration
};

// The subfolders of `folder` that hold a worker: a Wrangler configuration or a lone script.
// Sorted; hidden folders and node_modules are left out. kNotFound when there is none.
absl::StatusOr<std::vector<WorkerFolder>> ListWorkers(const std::filesystem::path& folder);

}  // namespace host
