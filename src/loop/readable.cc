#include "src/loop/readable.h"

#include <uv.h>

#include <utility>

#include "absl/log/absl_check.h"

namespace loop {

struct Readable::Handle {
  uv_poll_t poll;
  absl::AnyInvocable<void()> callback;
};

Readable::Readable(Loop& loop, int descriptor, absl::AnyInvocable<void()> callback)
    : handle_(new Handle) {
  ABSL_CHECK_EQ(uv_poll_init(loop.uv(), &handle_->poll, descriptor), 0);
  handle_->poll.data = handle_;
  handle_->callback = std::move(callback);
  uv_poll_start(&handle_->poll, UV_READABLE,
                [](uv_poll_t* poll, int, int) { static_cast<Handle*>(poll->data)->callback(); });
}

Readable::~Readable() {
  uv_close(reinterpret_cast<uv_handle_t*>(&handle_->poll),
           [](uv_handle_t* closed) { delete static_cast<Handle*>(closed->data); });
}

void Readable::Stop() { uv_poll_stop(&handle_->poll); }

}  // namespace loop
