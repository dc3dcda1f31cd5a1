#pragma once

#include <atomic>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/synchronization/mutex.h"
#include "src/base/thread_token.h"
#include "src/loop/loop.h"

namespace worker {

// A lane as other threads see it: they post to it. Outlives the lane. Any thread, unless it says
// otherwise.
class LanePort {
 public:
  // `loop` is borrowed until Close.
  explicit LanePort(loop::Loop& loop) : loop_(&loop) {}

  // Runs `task` in a later round of the lane; destroys it here when the lane has gone.
  void Post(absl::AnyInvocable<void()> task) {
    absl::MutexLock lock(mutex_);
    if (loop_ != nullptr) loop_->Post(std::move(task));
  }
  // The lane goes. On the owner's thread.
  void Close() {
    absl::MutexLock lock(mutex_);
    loop_ = nullptr;
  }

  // The calling thread owns the lane and is in no turn from Hold to LetGo.
  void Hold() { holder_.store(base::ThreadToken(), std::memory_order_relaxed); }
  void LetGo() { holder_.store(nullptr, std::memory_order_relaxed); }
  // Whether the calling thread may touch the lane.
  bool HeldHere() const { return holder_.load(std::memory_order_relaxed) == base::ThreadToken(); }

 private:
  std::atomic<const void*> holder_ = nullptr;
  absl::Mutex mutex_;
  loop::Loop* loop_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace worker
