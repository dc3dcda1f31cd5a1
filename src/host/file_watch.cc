#include "src/host/file_watch.h"

#include <sys/stat.h>

#include <string>

namespace host {

FileWatch::State FileWatch::Look(const std::filesystem::path& path) {
  struct stat about;
  if (stat(path.c_str(), &about) != 0) return {};
  State state;
  state.changed_nanos =
      int64_t{about.st_mtim.tv_sec} * 1'000'000'000 + int64_t{about.st_mtim.tv_nsec};
  state.size = about.st_size;
  state.inode = about.st_ino;
  return state;
}

void FileWatch::Watch(const std::vector<std::filesystem::path>& files) {
  files_.clear();
  for (const std::filesystem::path& path : files) files_.try_emplace(path.string(), Look(path));
}

bool FileWatch::Changed() {
  bool changed = false;
  for (auto& [path, state] : files_) {
    State now = Look(path);
    if (now == state) continue;
    state = now;
    changed = true;
  }
  return changed;
}

}  // namespace host
