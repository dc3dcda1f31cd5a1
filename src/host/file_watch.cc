#include "src/host/file_watch.h"

#include <sys/stat.h>

#include <algorithm>
#include <system_error>
#include <utility>

namespace host {
namespace {

namespace fs = std::filesystem;

// How long it must be quiet after a change: an editor, or a checkout, writes several times.
constexpr int64_t kQuietMillis = 30;
// For how long changes that keep coming are waited out.
constexpr int64_t kMostQuietMillis = 200;
constexpr int64_t kRegularMillis = 2'000;

bool IsSymlink(const fs::path& path) {
  struct stat about;
  return lstat(path.c_str(), &about) == 0 && S_ISLNK(about.st_mode);
}

// The folder itself, or the nearest one above it that exists.
fs::path ExistingFolder(fs::path folder) {
  struct stat about;
  while (stat(folder.c_str(), &about) != 0 || !S_ISDIR(about.st_mode)) {
    fs::path above = folder.parent_path();
    if (above == folder) break;
    folder = std::move(above);
  }
  return folder.empty() ? "." : folder;
}

}  // namespace

FileWatch::FileWatch(loop::Loop& loop, absl::AnyInvocable<void()> on_change)
    : loop_(loop), on_change_(std::move(on_change)), soon_(loop), regular_(loop) {
  regular_.Start(kRegularMillis, [this] { LookAgain(); });
}

FileWatch::State FileWatch::Look(const fs::path& path) {
  struct stat about;
  if (stat(path.c_str(), &about) != 0) return {};
  State state;
  state.changed_nanos =
      int64_t{about.st_mtim.tv_sec} * 1'000'000'000 + int64_t{about.st_mtim.tv_nsec};
  state.size = about.st_size;
  state.inode = about.st_ino;
  return state;
}

void FileWatch::Watch(const std::vector<fs::path>& files) {
  auto before = std::exchange(files_, {});
  for (const fs::path& path : files) {
    const std::string name = path.lexically_normal().string();
    const auto known = before.find(name);
    files_.try_emplace(name, known != before.end() ? known->second : Look(name));
  }
  WatchFolders();
}

void FileWatch::WatchFolders() {
  Folders folders;
  for (const auto& [name, state] : files_) {
    const fs::path path(name);
    AddFolder(ExistingFolder(path.parent_path()), folders);
    std::error_code error;
    if (fs::is_directory(path, error)) AddFolder(path, folders);
    if (!IsSymlink(path)) continue;
    const fs::path target = fs::weakly_canonical(path, error);
    if (!error) AddFolder(ExistingFolder(target.parent_path()), folders);
  }
  folders_ = std::move(folders);
}

void FileWatch::AddFolder(const fs::path& folder, Folders& folders) {
  const std::string name = folder.string();
  if (folders.contains(name)) return;
  const uint64_t inode = Look(folder).inode;
  const auto known = folders_.find(name);
  // Another folder of that name is not the one that is watched.
  if (known != folders_.end() && known->second.inode == inode && known->second.watch != nullptr) {
    folders.emplace(name, std::move(known->second));
    return;
  }
  auto watch = loop::FolderWatch::Start(loop_, name, [this] { OnEvent(); });
  folders.emplace(name, Folder{inode, watch.ok() ? *std::move(watch) : nullptr});
}

void FileWatch::OnEvent() {
  const int64_t now = loop_.NowMillis();
  if (!first_event_millis_) first_event_millis_ = now;
  const int64_t left = *first_event_millis_ + kMostQuietMillis - now;
  soon_.Start(std::clamp<int64_t>(left, 0, kQuietMillis), [this] {
    first_event_millis_.reset();
    // First, so that what changes from here on is told.
    WatchFolders();
    if (Changed()) on_change_();
  });
}

void FileWatch::LookAgain() {
  regular_.Start(kRegularMillis, [this] { LookAgain(); });
  if (!Changed()) return;
  WatchFolders();
  on_change_();
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
