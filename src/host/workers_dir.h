#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace host {

// The subfolders of `folder` that hold a worker: a Wrangler configuration or a lone script.
// Sorted; hidden folders and node_modules are left out. kNotFound when there is none.
absl::StatusOr<std::vector<std::filesystem::path>> ListWorkers(const std::filesystem::path& folder);

}  // namespace host
