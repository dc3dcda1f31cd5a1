#pragma once

#include <cstddef>
#include <map>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "src/engine/watchdog.h"

namespace worker {

// A thread that may own a lane, as the lane sees it. Used by that thread.
struct Hand {
  Hand(engine::Watchdog& watchdog, absl::AnyInvocable<void()> on_parked)
      : watch(watchdog), on_parked(std::move(on_parked)) {}

  engine::Watch watch;
  // Called when the thread was stopped in a turn for ever: nobody is to wait for it. // any thread
  absl::AnyInvocable<void()> on_parked;
};

// The threads that own lanes. One that waits takes over at once when a turn keeps another; a thread
// that comes back from a long turn waits in its place. One that was parked in its turn is none of
// the crew's any more. Any thread.
class Crew {
 public:
  using Work = absl::AnyInvocable<void(Hand&)>;

  // `watchdog` is borrowed. `spares`: how many threads wait, once one was needed.
  Crew(engine::Watchdog& watchdog, size_t spares);
  // Waits until no thread works any more.
  ~Crew();

  // Runs `work` on a thread that waits, or on a new one.
  void Start(Work work);
  // Waits until nobody works, at most so long; whether that is so.
  bool WaitIdle(absl::Duration patience);

 private:
  // Which one that is about to end may take some time for.
  void JoinThoseWhoLeft();
  std::vector<std::thread> TakeThoseWhoLeft() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Spawn() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Run();
  // The thread never ends.
  void Lose(std::thread::id thread);
  bool HasWorkOrStops() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopped_ || !work_.empty();
  }
  bool NobodyWorks() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return waiting_ == threads_ && work_.empty();
  }
  bool NobodyIsLeft() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return threads_ == 0; }

  engine::Watchdog& watchdog_;
  const size_t spares_;
  absl::Mutex mutex_;
  std::vector<Work> work_ ABSL_GUARDED_BY(mutex_);
  size_t threads_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t waiting_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  std::map<std::thread::id, std::thread> handles_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread::id> left_ ABSL_GUARDED_BY(mutex_);  // all but ended
};

}  // namespace worker
