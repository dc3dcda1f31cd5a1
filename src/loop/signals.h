#pragma once

#include <initializer_list>
#include <memory>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "src/loop/loop.h"

namespace loop {

// Watches signals of the process, such as SIGINT, in place of their default action. Bound to the
// loop's thread; goes before the loop does.
class Signals {
 public:
  // Calls `callback` with the signal's number, in a round of the loop, each time one arrives.
  static absl::StatusOr<std::unique_ptr<Signals>> Watch(Loop& loop,
                                                        std::initializer_list<int> signals,
                                                        absl::AnyInvocable<void(int)> callback);
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

 private:
  struct Handle;
  explicit Signals(absl::AnyInvocable<void(int)> callback);

  absl::AnyInvocable<void(int)> callback_;
  std::vector<Handle*> handles_;  // free themselves when libuv has closed them
};

}  // namespace loop
