#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "src/host/cron/cron_keys.h"

namespace host {

// A folder with a worker, at a glance.
struct WorkerFolder {
  std::filesystem::path path;
  std::string name;
  TriggersConfig triggers;
  absl::Status problem;  // of its configuration
};

// The subfolders of `folder` that hold a worker: a Wrangler configuration or a lone script.
// Sorted; hidden folders and node_modules are left out. kNotFound when there is none. `environment`
// chooses what triggers are read.
absl::StatusOr<std::vector<WorkerFolder>> ListWorkers(const std::filesystem::path& folder,
                                                      std::string_view environment = "");

}  // namespace host
