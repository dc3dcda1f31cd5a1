#pragma once

#include <deque>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "src/engine/watchdog.h"
#include "src/worker/crew.h"

namespace worker {

// The thread on which all turns of a worker run that is debugged: V8 keeps what steps are under way
// for the thread, and a worker that is paused keeps its thread and no lane, unless the lane waits
// for its start (Instance::Start). Any thread.
class TurnThread {
 public:
  using Task = absl::AnyInvocable<void(Hand&)>;

  // `watchdog` is borrowed.
  explicit TurnThread(engine::Watchdog& watchdog) : watchdog_(watchdog) {}
  // Waits until all tasks are done.
  ~TurnThread();
  TurnThread(const TurnThread&) = delete;

  // Runs `task` after those before it. The thread starts with the first one.
  void Post(Task task);
  // Does the same, and waits for it. Not on the thread itself.
  void Run(Task task);
  // Waits until nothing is left to do, at most so long; whether that is so.
  bool WaitIdle(absl::Duration patience);

 private:
  void Work();
  bool HasWorkOrStops() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopped_ || !tasks_.empty();
  }
  bool IsIdle() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return tasks_.empty() && !busy_; }

  engine::Watchdog& watchdog_;
  absl::Mutex mutex_;
  std::deque<Task> tasks_ ABSL_GUARDED_BY(mutex_);
  bool busy_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace worker
