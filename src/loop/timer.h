#pragma once

#include <cstdint>

#include "absl/functional/any_invocable.h"
#include "src/loop/loop.h"

namespace loop {

// Calls a function once, later. Bound to the loop's thread; goes before the loop does.
class Timer {
 public:
  explicit Timer(Loop& loop);
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  // Calls `callback` in a round at least `millis` from the beginning of this one. Replaces what was
  // started before. The callback may start or destroy the timer.
  void Start(int64_t millis, absl::AnyInvocable<void()> callback);
  void Stop();
  bool active() const;

 private:
  struct Handle;
  Handle* handle_;  // frees itself when libuv has closed it
};

}  // namespace loop
