#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/synchronization/mutex.h"
#include "src/engine/isolate.h"

namespace engine {

// How many warm isolates are worth keeping when `claims_per_second` are taken: what a quarter of a
// second takes, within `min` and `max`.
size_t PoolTarget(double claims_per_second, size_t min, size_t max);

// How often something happens, as an average that forgets with time. Knows no clock.
class Rate {
 public:
  // The average, per second, at `now_nanos`, after `count` more have happened.
  double Update(int64_t now_nanos, size_t count);

 private:
  double per_second_ = 0;
  int64_t last_nanos_ = 0;
  bool any_ = false;
};

// Isolates that are made, with their context, before anybody asks for them: making one takes about
// a millisecond, claiming one none. Threads of its own refill the pool. Any thread.
class IsolatePool {
 public:
  struct Options {
    size_t min = 2;
    size_t max = 64;
    int threads = 1;  // that refill it
    // Called with each new isolate on the thread that has made it; null: nothing is.
    std::function<void(Isolate&)> warm_up;
    Isolate::Options isolate;
  };

  // `snapshot` is borrowed.
  IsolatePool(const Snapshot& snapshot, Options options);
  // Disposes of what is left.
  ~IsolatePool();

  // An isolate that nobody has used, or null when there is none at the moment.
  std::unique_ptr<Isolate> Claim();
  // Has an isolate made for the caller, before any for the pool: `ready` is called with it on the
  // thread that has made it; never, when the pool goes.
  using Ready = absl::AnyInvocable<void(std::unique_ptr<Isolate>)>;
  void Request(Ready ready) { Request(nullptr, std::move(ready)); }
  // The same, of another snapshot than the pool's, if it is not null.
  void Request(std::shared_ptr<const Snapshot> snapshot, Ready ready);
  // How many there are.
  size_t size() const;
  // Waits until the pool is as full as it is going to be.
  void WaitFull();

 private:
  struct Wanted {
    std::shared_ptr<const Snapshot> snapshot;  // null: the pool's
    Ready ready;
  };

  void Run();
  std::unique_ptr<Isolate> Make();
  // Makes one for whoever waits the longest, or for the pool.
  void MakeOne(std::optional<Wanted> wanted, pid_t thread);
  bool NeedsWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopped_ || !waiting_.empty() || isolates_.size() + making_ < target_;
  }
  bool IsFull() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopped_ || isolates_.size() >= target_;
  }

  const Snapshot& snapshot_;
  const Options options_;
  mutable absl::Mutex mutex_;
  std::vector<std::unique_ptr<Isolate>> isolates_ ABSL_GUARDED_BY(mutex_);
  std::deque<Wanted> waiting_ ABSL_GUARDED_BY(mutex_);
  // Threads that fill the pool, which they do when no other thread of the machine wants to run.
  std::vector<pid_t> idle_ ABSL_GUARDED_BY(mutex_);
  size_t making_ ABSL_GUARDED_BY(mutex_) = 0;  // isolates that threads make for the pool
  size_t target_ ABSL_GUARDED_BY(mutex_);
  Rate claims_ ABSL_GUARDED_BY(mutex_);
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

// Disposes of isolates on a thread of its own: it takes a fifth of a millisecond, and a hundred
// times as long for a heap that is full. One that threads have not left yet waits for them, ten
// seconds at most. Any thread.
class IsolateDisposer {
 public:
  IsolateDisposer();
  // Disposes of all first.
  ~IsolateDisposer();

  void Dispose(std::unique_ptr<Isolate> isolate);
  // Isolates that wait to be disposed of.
  size_t waiting() const;

 private:
  struct Doomed {
    std::unique_ptr<Isolate> isolate;
    int64_t since_nanos;  // of the monotonic clock
  };

  void Run();
  // Takes those out of `occupied_` that everybody has left, or that have waited long enough.
  std::vector<Doomed> TakeVacant();
  bool NeedsWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopped_ || !isolates_.empty();
  }

  // Has the thread work when nobody else wants the core, or as any other.
  void SetIdle(bool idle) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable absl::Mutex mutex_;
  std::vector<Doomed> isolates_ ABSL_GUARDED_BY(mutex_);
  std::vector<Doomed> occupied_;  // of the thread
  size_t busy_ ABSL_GUARDED_BY(mutex_) = 0;
  pid_t thread_id_ ABSL_GUARDED_BY(mutex_) = 0;
  bool idle_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace engine
