#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "src/engine/homes.h"
#include "src/engine/turn_policy.h"
#include "src/engine/turn_zone.h"

namespace engine {

class Isolate;
class SignalStack;
class Watch;
enum class Termination : uint8_t;

// Who is told what becomes of a turn while it goes on. Called on the watchdog's thread, which waits
// meanwhile: so does the end of the turn.
class TurnListener {
 public:
  virtual ~TurnListener() = default;

  // The turn runs long. From here on its thread holds nothing but the isolate: whatever else it
  // held is the listener's to give away.
  virtual void OnLong() = 0;
  // The turn was told to end some time ago, and goes on. Who pays now has used `cpu_nanos` in it.
  virtual void OnUnresponsive(int64_t cpu_nanos) = 0;
  // The turn's thread was stopped in the middle of it, and never goes on; neither does the isolate.
  // OnLong and OnUnresponsive were called before.
  virtual void OnParked(Parked why) = 0;
};

// A thread that looks at the turns of others every millisecond, while there are any. A turn that
// lasts is astray: its listener is told, and so is the isolate when whoever pays for the turn has
// spent its budget. One that lasts longer gets only the time that no other wants. One that was told
// to end and goes on is parked: its thread is stopped where it is, as soon as it is where that does
// no harm (parking.h). Outlives the watches, but for those of parked threads. Any thread.
class Watchdog {
 public:
  explicit Watchdog(WatchdogOptions options = {});
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;

 private:
  friend class Watch;

  void Add(Watch* watch);
  void Remove(Watch* watch);
  // Wakes the watchdog if it sleeps.
  void Notice() {
    if (asleep_.load(std::memory_order_seq_cst)) Wake();
  }
  void Wake();
  void Run();
  // Looks at every watch once; whether any has run a turn since the last time.
  bool Tick(int64_t now_nanos) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void BoundAstray(int64_t now_nanos) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const WatchdogOptions options_;
  std::atomic<bool> asleep_ = false;
  std::atomic<bool> stopped_ = false;
  absl::Mutex mutex_;
  std::vector<Watch*> watches_ ABSL_GUARDED_BY(mutex_);
  absl::Mutex sleep_mutex_;
  bool wake_ ABSL_GUARDED_BY(sleep_mutex_) = false;
  std::thread thread_;
};

// What one thread shows the watchdog of its turns. Made, used and destroyed by that thread.
class Watch {
 public:
  explicit Watch(Watchdog& watchdog);
  ~Watch();
  Watch(const Watch&) = delete;

  // Where the thread has been. A turn settles it in its isolate.
  Homes& homes() { return homes_; }

  // A turn in `isolate` begins. `tenant` says whose it is; `left_nanos` is the CPU time that who
  // pays has left. Everything is borrowed until End; `listener` may be null.
  void Begin(Isolate& isolate, TurnListener* listener, uint64_t tenant, int64_t left_nanos);
  // Somebody else pays from here on.
  void Charge(int64_t left_nanos);
  // The turn may take from here to Continue whatever it likes. For turns without a listener.
  void Suspend();
  void Continue(int64_t left_nanos);
  // Turns of this thread have their share of the cores, however long they are.
  void StayPrompt() { stays_prompt_.store(true, std::memory_order_relaxed); }
  // The turn is over. Whether it had gone astray; the thread runs as any other again then, where
  // that is allowed (base::CanLeaveIdle).
  bool End();
  // Whether a long turn has left the thread with a small share of the cores for good.
  bool IsHeldBack() const { return held_back_.load(std::memory_order_relaxed); }

  // The CPU time, in nanoseconds, that this thread has used since `began_nanos` of the monotonic
  // clock, when who pays now began to; `now_nanos` is the same clock. Exact to a tick for long
  // times; it takes a short time for CPU time altogether.
  int64_t CpuSince(int64_t began_nanos, int64_t now_nanos) const;

 private:
  friend class Watchdog;
  enum State : uint64_t { kIdle = 0, kRunning = 1, kAstray = 2, kStateMask = 3 };

  // What the watchdog remembers of the turn from tick to tick. Its thread only.
  struct Memory {
    uint64_t turn = 0;
    uint64_t charge = 0;
    int64_t first_seen = 0;
    int64_t first_cpu = 0;
    int64_t charge_cpu = 0;
    int64_t memory_checked = 0;
    int64_t terminated = 0;  // 0: not told
    int64_t terminated_cpu = 0;
    int64_t first_malloc = 0;
    bool idle = false;
    bool given_up = false;
    bool parked = false;
  };

  // For the watchdog.
  bool Look(int64_t now_nanos, const WatchdogOptions& options);
  void Terminate(int64_t now_nanos, Termination why);
  // Takes the lane from the turn, if it still has it; false: it has ended.
  bool HandOver(uint64_t number) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Or nearly so, where nobody could bring it back.
  void MakeIdle() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void TakeParked(int64_t now_nanos, uint64_t number, Parked why);
  // Ends a turn in which V8 has taken too much from malloc.
  void CheckMalloc(int64_t now_nanos) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  TurnView View(int64_t now_nanos) const;
  int64_t ThreadCpuNanos() const;

  Watchdog& watchdog_;
  const clockid_t cpu_clock_;
  const pid_t thread_;
  TurnZone& zone_;
  const base::ThreadCounts& counts_;
  const std::unique_ptr<SignalStack> signal_stack_;
  // The number of the turn, and its State in the low bits.
  std::atomic<uint64_t> turn_ = 0;
  // How many times somebody else began to pay, and what the payer had left then.
  std::atomic<uint64_t> charge_ = 0;
  std::atomic<int64_t> left_nanos_ = 0;
  std::atomic<bool> suspended_ = false;
  std::atomic<bool> stays_prompt_ = false;
  std::atomic<bool> held_back_ = false;
  // When the watchdog first saw the present charge, and the thread's CPU time then.
  std::atomic<uint64_t> sample_charge_ = 0;
  std::atomic<int64_t> sample_mono_ = 0;
  std::atomic<int64_t> sample_cpu_ = 0;
  // Set before the turn begins to run. The watchdog reads them once it has made the turn astray,
  // and holds the lock then, which the end of an astray turn takes.
  Isolate* isolate_ = nullptr;
  TurnListener* listener_ = nullptr;
  uint64_t tenant_ = 0;
  absl::Mutex mutex_;

  Memory memory_;
  Homes homes_;
};

}  // namespace engine
