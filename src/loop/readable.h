#pragma once

#include "absl/functional/any_invocable.h"
#include "src/loop/loop.h"

namespace loop {

// Tells when a descriptor can be read from without waiting, such as a terminal. Bound to the loop's
// thread; goes before the loop does.
class Readable {
 public:
  // The descriptor is borrowed: it stays open while this is there. Calls `callback` in each round
  // in which something can be read, the end included, until Stop; the callback may destroy this.
  Readable(Loop& loop, int descriptor, absl::AnyInvocable<void()> callback);
  ~Readable();
  Readable(const Readable&) = delete;
  Readable& operator=(const Readable&) = delete;

  void Stop();

 private:
  struct Handle;
  Handle* handle_;  // frees itself when libuv has closed it
};

}  // namespace loop
