#include "src/loop/signals.h"

#include <uv.h>

#include <utility>

#include "absl/log/absl_check.h"
#include "absl/strings/str_cat.h"

namespace loop {

struct Signals::Handle {
  uv_signal_t signal;
  Signals* owner;
};

Signals::Signals(absl::AnyInvocable<void(int)> callback) : callback_(std::move(callback)) {}

Signals::~Signals() {
  for (Handle* handle : handles_) {
    uv_close(reinterpret_cast<uv_handle_t*>(&handle->signal),
             [](uv_handle_t* closed) { delete static_cast<Handle*>(closed->data); });
  }
}

absl::StatusOr<std::unique_ptr<Signals>> Signals::Watch(Loop& loop,
                                                        std::initializer_list<int> signals,
                                                        absl::AnyInvocable<void(int)> callback) {
  auto watch = std::unique_ptr<Signals>(new Signals(std::move(callback)));
  for (int number : signals) {
    auto* handle = new Handle;
    handle->owner = watch.get();
    handle->signal.data = handle;
    ABSL_CHECK_EQ(uv_signal_init(loop.uv(), &handle->signal), 0);
    watch->handles_.push_back(handle);
    const int error = uv_signal_start(
        &handle->signal,
        [](uv_signal_t* signal, int number) {
          static_cast<Handle*>(signal->data)->owner->callback_(number);
        },
        number);
    if (error != 0) {
      return absl::InvalidArgumentError(absl::StrCat("signal ", number, ": ", uv_strerror(error)));
    }
  }
  return watch;
}

}  // namespace loop
