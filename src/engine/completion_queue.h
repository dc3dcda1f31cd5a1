#pragma once

#include <atomic>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/synchronization/mutex.h"
#include "src/engine/resolver.h"

namespace engine {

// Settlements on their way from natives to an isolate. Natives push on any thread; the isolate's
// turn takes them all. Outlives the isolate while a Resolver refers to it.
class CompletionQueue {
 public:
  struct Entry {
    uint32_t promise;
    Completion completion;
    int64_t cpu_nanos;  // what it took on other threads
  };

  // any thread
  void Push(uint32_t promise, Completion completion, int64_t cpu_nanos = 0) {
    absl::MutexLock lock(mutex_);
    entries_.push_back({promise, std::move(completion), cpu_nanos});
    waiting_.store(true, std::memory_order_release);
    if (on_push_) on_push_();
  }

  // any thread
  bool HasEntries() const { return waiting_.load(std::memory_order_acquire); }

  // Everything pushed so far, in order. // any thread
  std::vector<Entry> Take() {
    absl::MutexLock lock(mutex_);
    waiting_.store(false, std::memory_order_relaxed);
    return std::exchange(entries_, {});
  }

  // Called on the pushing thread at each push. // any thread
  void OnPush(absl::AnyInvocable<void()> callback) {
    absl::MutexLock lock(mutex_);
    on_push_ = std::move(callback);
  }

 private:
  std::atomic<bool> waiting_ = false;
  absl::Mutex mutex_;
  std::vector<Entry> entries_ ABSL_GUARDED_BY(mutex_);
  absl::AnyInvocable<void()> on_push_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace engine
