#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "absl/functional/any_invocable.h"

typedef struct uv_loop_s uv_loop_t;

namespace loop {

// Whether a round of the loop waits for I/O when there is none.
enum class Wait { kNo, kYes };

// An event loop: one uv_loop_t. One thread at a time may use it; Post is the exception.
class Loop {
 public:
  Loop();
  // Closes what is still open. Handles that refer to the loop must be gone or closing. Tasks that
  // no round has come to are destroyed, not run.
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  // One round: I/O that is ready, timers that are due, posted tasks.
  void RunOnce(Wait wait);
  // Runs `task` in a later round, if there is one, and wakes the loop for it. // any thread
  void Post(absl::AnyInvocable<void()> task);

  // Milliseconds of a clock that never goes back, as of the beginning of this round.
  int64_t NowMillis() const;

  // 64 KB for whoever reads from a socket in this round; the next read overwrites them.
  std::span<char> read_buffer();

  // For this room.
  uv_loop_t* uv();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace loop
