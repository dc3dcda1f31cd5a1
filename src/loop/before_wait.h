#pragma once

#include "absl/functional/any_invocable.h"
#include "src/loop/loop.h"

namespace loop {

// Calls a function before the loop waits for I/O, so that what one round asks for can be done
// together. Bound to the loop's thread; goes before the loop does.
class BeforeWait {
 public:
  BeforeWait(Loop& loop, absl::AnyInvocable<void()> callback);
  ~BeforeWait();
  BeforeWait(const BeforeWait&) = delete;
  BeforeWait& operator=(const BeforeWait&) = delete;

  // Asks for one call. The callback may ask for another, which comes a round later.
  void Schedule();

 private:
  struct Handle;
  Handle* handle_;  // frees itself when libuv has closed it
};

}  // namespace loop
