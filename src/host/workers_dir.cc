#include "src/host/workers_dir.h"

#include <algorithm>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "src/host/project.h"

namespace host {

absl::StatusOr<std::vector<std::filesystem::path>> ListWorkers(
    const std::filesystem::path& folder) {
  std::error_code error;
  std::vector<std::filesystem::path> workers;
  for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end;
       it.increment(error)) {
    const std::string name = it->path().filename().string();
    std::error_code ignored;
    if (name.starts_with(".") || name == "node_modules" || !it->is_directory(ignored)) continue;
    if (HoldsWorker(it->path())) workers.push_back(it->path());
  }
  if (error) {
    return absl::NotFoundError(
        absl::StrCat(folder.string(), ": ", error.message(), "; expected a folder of workers"));
  }
  if (workers.empty()) {
    return absl::NotFoundError(
        absl::StrCat(folder.string(),
                     ": no workers; expected subfolders with wrangler.json, wrangler.jsonc, "
                     "wrangler.toml or a script"));
  }
  std::sort(workers.begin(), workers.end());
  return workers;
}

}  // namespace host
