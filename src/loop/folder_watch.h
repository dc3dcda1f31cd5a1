#pragma once

#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "src/loop/loop.h"

namespace loop {

// Tells when something in a folder changes: a file in it is written, made, renamed or removed, or
// the folder itself is renamed or removed (inotify(7)). Not what is in folders below it. Bound to
// the loop's thread; goes before the loop does.
class FolderWatch {
 public:
  // Calls `callback` in a round of the loop, perhaps several times for one change. The callback
  // must not destroy the watch. A folder that goes is not watched any more when it comes back.
  // Errors name the folder: kNotFound, kResourceExhausted (the user's watches are used up).
  static absl::StatusOr<std::unique_ptr<FolderWatch>> Start(Loop& loop, const std::string& folder,
                                                            absl::AnyInvocable<void()> callback);
  ~FolderWatch();
  FolderWatch(const FolderWatch&) = delete;
  FolderWatch& operator=(const FolderWatch&) = delete;

 private:
  struct Handle;
  explicit FolderWatch(Handle* handle) : handle_(handle) {}

  Handle* handle_;  // frees itself when libuv has closed it
};

}  // namespace loop
