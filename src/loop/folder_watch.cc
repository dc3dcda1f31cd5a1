#include "src/loop/folder_watch.h"

#include <uv.h>

#include <utility>

#include "absl/log/absl_check.h"
#include "absl/strings/str_cat.h"

namespace loop {

struct FolderWatch::Handle {
  uv_fs_event_t event;
  absl::AnyInvocable<void()> callback;
};

absl::StatusOr<std::unique_ptr<FolderWatch>> FolderWatch::Start(
    Loop& loop, const std::string& folder, absl::AnyInvocable<void()> callback) {
  auto* handle = new Handle;
  ABSL_CHECK_EQ(uv_fs_event_init(loop.uv(), &handle->event), 0);
  handle->event.data = handle;
  handle->callback = std::move(callback);
  std::unique_ptr<FolderWatch> watch(new FolderWatch(handle));
  const int error = uv_fs_event_start(
      &handle->event,
      [](uv_fs_event_t* event, const char*, int, int) {
        static_cast<Handle*>(event->data)->callback();
      },
      folder.c_str(), 0);
  if (error == 0) return watch;
  return absl::ErrnoToStatus(-error, absl::StrCat(folder, ": cannot be watched"));
}

FolderWatch::~FolderWatch() {
  uv_close(reinterpret_cast<uv_handle_t*>(&handle_->event),
           [](uv_handle_t* closed) { delete static_cast<Handle*>(closed->data); });
}

}  // namespace loop
