#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/any_invocable.h"
#include "src/loop/folder_watch.h"
#include "src/loop/loop.h"
#include "src/loop/timer.h"

namespace host {

// Follows some files: tells when one of them has changed, appeared or gone, some milliseconds after
// the last of several changes in a row. Events of the folders that the files are in say when to
// look; size, time and inode of the files say what has changed. So it does not matter how an
// editor writes, nor whether a folder goes and comes back. Where a folder cannot be watched, and
// for what events miss, such as on file systems of other machines, it looks every other second.
// Bound to the loop's thread.
class FileWatch {
 public:
  // `on_change` may call every function here. The loop is borrowed.
  FileWatch(loop::Loop& loop, absl::AnyInvocable<void()> on_change);

  // Follows these, files or folders, whether they exist or not, and no others. What was followed
  // before keeps its state: a change since it was looked at last is still one.
  void Watch(const std::vector<std::filesystem::path>& files);
  // Whether one has changed since the last call, or since it was given to Watch first. What has is
  // told of no more.
  bool Changed();

 private:
  struct State {
    int64_t changed_nanos = -1;  // -1: not there
    int64_t size = 0;
    uint64_t inode = 0;
    bool operator==(const State&) const = default;
  };
  struct Folder {
    uint64_t inode = 0;
    std::unique_ptr<loop::FolderWatch> watch;  // null: it cannot be watched
  };
  using Folders = absl::flat_hash_map<std::string, Folder>;

  static State Look(const std::filesystem::path& path);
  // Watches the folders that there are now.
  void WatchFolders();
  void AddFolder(const std::filesystem::path& folder, Folders& folders);
  void OnEvent();
  // Looks without an event, and again after a while.
  void LookAgain();

  loop::Loop& loop_;
  absl::AnyInvocable<void()> on_change_;
  absl::flat_hash_map<std::string, State> files_;
  Folders folders_;
  // When the first of the events that have not been looked into came, on the loop's clock.
  std::optional<int64_t> first_event_millis_;
  loop::Timer soon_;
  loop::Timer regular_;
};

}  // namespace host
