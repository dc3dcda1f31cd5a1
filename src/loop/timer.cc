#include "src/loop/timer.h"

#include <uv.h>

#include <algorithm>
#include <utility>

#include "absl/log/absl_check.h"

namespace loop {

struct Timer::Handle {
  uv_timer_t timer;
  absl::AnyInvocable<void()> callback;
};

Timer::Timer(Loop& loop) : handle_(new Handle) {
  ABSL_CHECK_EQ(uv_timer_init(loop.uv(), &handle_->timer), 0);
  handle_->timer.data = handle_;
}

Timer::~Timer() {
  handle_->callback = nullptr;
  uv_close(reinterpret_cast<uv_handle_t*>(&handle_->timer),
           [](uv_handle_t* handle) { delete static_cast<Handle*>(handle->data); });
}

void Timer::Start(int64_t millis, absl::AnyInvocable<void()> callback) {
  handle_->callback = std::move(callback);
  uv_timer_start(
      &handle_->timer,
      [](uv_timer_t* timer) {
        // Taken out first: the callback may start the timer anew.
        auto callback = std::exchange(static_cast<Handle*>(timer->data)->callback, nullptr);
        callback();
      },
      static_cast<uint64_t>(std::max<int64_t>(millis, 0)), 0);
}

void Timer::Stop() {
  uv_timer_stop(&handle_->timer);
  handle_->callback = nullptr;
}

bool Timer::active() const {
  return uv_is_active(reinterpret_cast<const uv_handle_t*>(&handle_->timer)) != 0;
}

}  // namespace loop
