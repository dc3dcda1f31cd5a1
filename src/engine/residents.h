#pragma once

// Inside the engine room only.

#include <atomic>
#include <cstddef>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace engine {

// How many threads have a home in an isolate (see Homes). Outlives the isolate with those threads.
// Any thread.
class Residents {
 public:
  void Add() {
    absl::MutexLock lock(mutex_);
    ++count_;
  }
  // One leaves: `leave` is called while the isolate is there, if it is, and if it can be entered.
  template <class Leave>
  void Remove(Leave leave) {
    if (abandoned_.load(std::memory_order_acquire)) return;
    absl::MutexLock lock(mutex_);
    if (!gone_) leave();
    --count_;
  }
  // A thread is in the isolate for ever. Nobody waits, here or for the isolate, from now on; who
  // waits already does so for ever.
  void Abandon() { abandoned_.store(true, std::memory_order_release); }
  // The isolate is to go: whoever has a home in it is asked to leave. Whether all have.
  bool Close() {
    closing_.store(true, std::memory_order_relaxed);
    absl::MutexLock lock(mutex_);
    return count_ == 0;
  }
  bool closing() const { return closing_.load(std::memory_order_relaxed); }
  // The isolate goes, whoever has not left.
  void Gone() {
    absl::MutexLock lock(mutex_);
    gone_ = true;
  }

 private:
  std::atomic<bool> closing_ = false;
  std::atomic<bool> abandoned_ = false;
  absl::Mutex mutex_;
  size_t count_ ABSL_GUARDED_BY(mutex_) = 0;
  bool gone_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace engine
