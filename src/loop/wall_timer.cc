#include "src/loop/wall_timer.h"

#include <sys/timerfd.h>
#include <unistd.h>
#include <uv.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "absl/log/absl_check.h"

namespace loop {

struct WallTimer::Handle {
  uv_poll_t poll;
  int fd = -1;
  absl::AnyInvocable<void()> callback;

  void Set(int64_t millis) const {
    itimerspec when = {};
    // A time of zero would turn the timer off.
    millis = std::max<int64_t>(millis, 1);
    when.it_value.tv_sec = millis / 1000;
    when.it_value.tv_nsec = millis % 1000 * 1'000'000;
    const int flags = TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET;
    while (timerfd_settime(fd, flags, &when, nullptr) != 0) {
      // The clock was set since the timer was started before, and nobody has been told: a time
      // that has passed tells it.
      ABSL_CHECK_EQ(errno, ECANCELED);
      when.it_value = {0, 1};
    }
  }
  void Off() const {
    const itimerspec off = {};
    timerfd_settime(fd, 0, &off, nullptr);
  }
  void OnReadable() {
    uint64_t times = 0;
    // ECANCELED: the clock was set. EAGAIN: the timer was started anew since.
    const ssize_t size = read(fd, &times, sizeof(times));
    if (size < 0 && errno != ECANCELED) return;
    Off();
    // Taken out first: the callback may start the timer anew.
    if (auto taken = std::exchange(callback, nullptr)) taken();
  }
};

WallTimer::WallTimer(Loop& loop) : handle_(new Handle) {
  handle_->fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
  ABSL_CHECK_GE(handle_->fd, 0);
  ABSL_CHECK_EQ(uv_poll_init(loop.uv(), &handle_->poll, handle_->fd), 0);
  handle_->poll.data = handle_;
  uv_poll_start(&handle_->poll, UV_READABLE,
                [](uv_poll_t* poll, int, int) { static_cast<Handle*>(poll->data)->OnReadable(); });
}

WallTimer::~WallTimer() {
  handle_->callback = nullptr;
  uv_poll_stop(&handle_->poll);
  uv_close(reinterpret_cast<uv_handle_t*>(&handle_->poll), [](uv_handle_t* closed) {
    auto* handle = static_cast<Handle*>(closed->data);
    close(handle->fd);
    delete handle;
  });
}

void WallTimer::Start(int64_t millis, absl::AnyInvocable<void()> callback) {
  handle_->callback = std::move(callback);
  handle_->Set(millis);
}

void WallTimer::Stop() {
  handle_->Off();
  handle_->callback = nullptr;
}

bool WallTimer::active() const { return handle_->callback != nullptr; }

}  // namespace loop
