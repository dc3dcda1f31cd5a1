#include "src/loop/before_wait.h"

#include <uv.h>

#include <utility>

#include "absl/log/absl_check.h"

namespace loop {

struct BeforeWait::Handle {
  uv_prepare_t prepare;
  absl::AnyInvocable<void()> callback;
};

BeforeWait::BeforeWait(Loop& loop, absl::AnyInvocable<void()> callback) : handle_(new Handle) {
  ABSL_CHECK_EQ(uv_prepare_init(loop.uv(), &handle_->prepare), 0);
  handle_->prepare.data = handle_;
  handle_->callback = std::move(callback);
}

BeforeWait::~BeforeWait() {
  uv_close(reinterpret_cast<uv_handle_t*>(&handle_->prepare),
           [](uv_handle_t* handle) { delete static_cast<Handle*>(handle->data); });
}

void BeforeWait::Schedule() {
  uv_prepare_start(&handle_->prepare, [](uv_prepare_t* prepare) {
    uv_prepare_stop(prepare);
    static_cast<Handle*>(prepare->data)->callback();
  });
}

}  // namespace loop
