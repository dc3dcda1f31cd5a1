#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/synchronization/mutex.h"
#include "src/base/clock.h"
#include "src/base/task_pool.h"
#include "src/engine/inspector.h"
#include "src/engine/isolate_pool.h"
#include "src/engine/snapshot.h"
#include "src/engine/watchdog.h"
#include "src/http/client.h"
#include "src/worker/eviction.h"
#include "src/worker/meter.h"
#include "src/worker/outcome.h"
#include "src/worker/spec.h"
#include "src/worker/turn_thread.h"

namespace cache {
class Store;
}

namespace worker {

struct NodeOptions {
  // What the process should take of memory at most; 0: as much as it likes. Isolates that are idle
  // are dropped for it; what runs is not.
  uint64_t memory_target_bytes = 0;
  // How many isolates of one worker a lane may have: more than one when turns are long.
  int isolates_per_worker = 4;
  // How long a request waits for the isolate of its worker before the worker gets another.
  int64_t overflow_nanos = 5'000'000;
  engine::WatchdogOptions watchdog;
  // How workers reach others, and where to: each lane has a client of its own.
  http::ClientOptions outbound;
  // Where responses are kept; null: nowhere. Borrowed.
  cache::Store* cache = nullptr;
  // How workers are debugged; null: they are not. Borrowed.
  engine::Inspectors* inspectors = nullptr;
  engine::IsolatePool::Options pool;
  // Told of each start of a worker that has worked: the CPU time that its top level took. On the
  // turn's thread; null: nobody is.
  std::function<void(const std::shared_ptr<const Version>&, StartKind, int64_t cpu_nanos)> on_start;
  // Told of each turn whose thread was stopped for ever: the process should soon be replaced by
  // another one. On the watchdog's thread, which waits; null: nobody is.
  std::function<void(const ParkedTurn&)> on_parked;
};

// What a lane tells of itself now and then, for the node's gauges. Written by its owner.
struct LaneGauges {
  std::atomic<int64_t> isolates = 0;  // started
  std::atomic<int64_t> active = 0;    // of these, with invocations
  std::atomic<int64_t> queued = 0;    // requests that wait

  // Adds to one of them, which only the owner does: cheaper than an atomic addition.
  static void Add(std::atomic<int64_t>& gauge, int64_t count) {
    gauge.store(gauge.load(std::memory_order_relaxed) + count, std::memory_order_relaxed);
  }
};

// A worker that may be debugged, and where its turns run while it is. Lives as long as the node.
struct Debuggee {
  Debuggee(std::shared_ptr<engine::Inspector> inspector, engine::Watchdog& watchdog)
      : inspector(std::move(inspector)), thread(watchdog) {}

  const std::shared_ptr<engine::Inspector> inspector;
  TurnThread thread;
};

// What the lanes of a process share: warm isolates, the watchdog, memory, and what is counted. Any
// thread; it outlives the lanes.
class Node {
 public:
  // All but `options` are borrowed.
  Node(const engine::Snapshot& snapshot, const base::Clock& clock, Observer& observer,
       NodeMeter& meter, NodeOptions options);
  ~Node();

  const base::Clock& clock() const { return clock_; }
  Observer& observer() const { return observer_; }
  const NodeOptions& options() const { return options_; }
  engine::Watchdog& watchdog() { return watchdog_; }
  // Where ops have long work done.
  base::TaskPool& task_pool() { return task_pool_; }
  NodeMeter& meter() { return meter_; }

  // An isolate, and how it was come by.
  struct Claimed {
    std::unique_ptr<engine::Isolate> isolate;  // null: there was none
    StartKind kind = StartKind::kPooled;
    int64_t asked_nanos = 0;  // when it was asked for
  };
  // A warm isolate for `version`, if there is one, and if its isolates are not made of a snapshot
  // of the version, or of the one with Node's modules.
  Claimed Claim(const Version& version);
  // One made here, which takes some milliseconds, if there is no warm one.
  Claimed ClaimNow(const Version& version);
  // Has one made on another thread, which calls `ready` with it.
  void Request(const Version& version, absl::AnyInvocable<void(Claimed)> ready);
  // Takes an isolate that nobody is in out of the world, on another thread.
  void Dispose(std::unique_ptr<engine::Isolate> isolate);
  // A turn's thread was stopped in it for ever; its isolate had so many octets. // any thread
  void OnParked(std::string_view worker, engine::Parked why, size_t bytes);
  // How many idle isolates a lane should drop before it starts another.
  size_t EvictionsWanted();
  // The worker as one that may be debugged; null: workers are not.
  Debuggee* FindDebuggee(const std::string& worker);
  // For how long workers have waited for debuggers: see engine::PauseClock.
  int64_t PausedNanos() const {
    return options_.inspectors != nullptr ? options_.inspectors->PausedNanos() : 0;
  }
  // Waits until no turn of a worker that is debugged is on, at most so long for each; whether that
  // is so.
  bool WaitDebuggees(absl::Duration patience);
  // Waits until the warm pool is full.
  void WaitWarm() { pool_.WaitFull(); }

  // Gauges of a lane that begins; they are summed while somebody else holds them too.
  std::shared_ptr<LaneGauges> AddLane();
  // Brings the gauges of the meter up to date.
  void RefreshGauges();

 private:
  // What isolates of `version` are made of where it is not what the pool's are.
  std::shared_ptr<const engine::Snapshot> SnapshotFor(const Version& version) const;
  MemoryView ViewMemory();
  // Notes that `claimed` is in use, for a worker with these limits.
  Claimed Count(Claimed claimed, const Limits& limits);

  const engine::Snapshot& snapshot_;
  const base::Clock& clock_;
  Observer& observer_;
  const NodeOptions options_;
  const size_t max_isolates_;
  NodeMeter& meter_;
  engine::Watchdog watchdog_;
  base::TaskPool task_pool_;
  engine::IsolateDisposer disposer_;
  // Goes first: what is being made as the node goes, and nobody waits for any more, is disposed of.
  engine::IsolatePool pool_;
  std::atomic<size_t> isolates_ = 0;  // claimed and not disposed of
  absl::Mutex mutex_;
  std::vector<std::shared_ptr<LaneGauges>> lanes_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::unique_ptr<Debuggee>> debuggees_ ABSL_GUARDED_BY(mutex_);
  // The resident memory as it was measured last, and what was claimed since.
  int64_t measured_nanos_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t resident_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t isolates_then_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace worker
