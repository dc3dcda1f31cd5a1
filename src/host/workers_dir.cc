#include "src/host/workers_dir.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/host/project.h"

namespace host {

absl::StatusOr<std::vector<WorkerFolder>> ListWorkers(const std::filesystem::path& folder,
                                                      std::string_view environment) {
  std::error_code error;
  std::vector<WorkerFolder> workers;
  for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end;
       it.increment(error)) {
    const std::string name = it->path().filename().string();
    std::error_code ignored;
    if (name.starts_with(".") || name == "node_modules" || !it->is_directory(ignored)) continue;
    Glance glance = GlanceAt(it->path(), environment);
    if (!glance.holds_worker) continue;
    workers.push_back({it->path(), std::move(glance.name), std::move(glance.triggers),
                       std::move(glance.problem)});
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
  std::sort(workers.begin(), workers.end(),
            [](const WorkerFolder& a, const WorkerFolder& b) { return a.path < b.path; });
  return workers;
}

}  // namespace host
