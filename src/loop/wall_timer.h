#pragma once

#include <cstdint>

#include "absl/functional/any_invocable.h"
#include "src/loop/loop.h"

namespace loop {

// Calls a function once when the clock on the wall reaches a time, whatever happens to that clock:
// when it is set, and when the machine wakes up, the function is called at once, and looks at the
// clock itself (timerfd_create(2), TFD_TIMER_CANCEL_ON_SET). Bound to the loop's thread; goes
// before the loop does.
class WallTimer {
 public:
  explicit WallTimer(Loop& loop);
  ~WallTimer();
  WallTimer(const WallTimer&) = delete;
  WallTimer& operator=(const WallTimer&) = delete;

  // Calls `callback` in a round of the loop when it is `millis` since the epoch, or was, or when
  // the clock is set. Replaces what was started before. The callback may start the timer anew.
  void Start(int64_t millis, absl::AnyInvocable<void()> callback);
  void Stop();
  bool active() const;

 private:
  struct Handle;
  Handle* handle_;  // frees itself when libuv has closed it
};

}  // namespace loop
