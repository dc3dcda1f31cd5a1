#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "src/base/histogram.h"
#include "src/worker/limits.h"
#include "src/worker/outcome.h"

namespace worker {

// What is counted of one worker, in all lanes and versions together. Counting takes no lock and
// costs some nanoseconds; a reader may see one count of an invocation before the next. Any thread.
class Meter {
 public:
  static constexpr size_t kOutcomes = static_cast<size_t>(Outcome::kInternalError) + 1;
  static constexpr size_t kStatusClasses = 6;  // by the status's hundreds; 0: no response
  static constexpr size_t kLimits = static_cast<size_t>(Limit::kQueue) + 1;

  // Counts one invocation that is over.
  void Count(const Report& report);

  // Counts a run of a cron, or an attempt at one, that is over.
  void CountCron(Outcome outcome) {
    cron_runs_[static_cast<size_t>(outcome)].fetch_add(1, std::memory_order_relaxed);
  }
  // Counts times of a cron that did not run: because a run was under way, or missed.
  void CountCronSkipped(bool overlap, uint64_t count) {
    cron_skipped_[overlap ? 0 : 1].fetch_add(count, std::memory_order_relaxed);
  }

  uint64_t requests(Outcome outcome, size_t status_class) const {
    return requests_[static_cast<size_t>(outcome)][status_class].load(std::memory_order_relaxed);
  }
  uint64_t limited(Limit limit) const {
    return limited_[static_cast<size_t>(limit)].load(std::memory_order_relaxed);
  }
  // Requests that its invocations have made, as limits.subrequests counts them.
  uint64_t subrequests() const { return subrequests_.load(std::memory_order_relaxed); }
  uint64_t cron_runs(Outcome outcome) const {
    return cron_runs_[static_cast<size_t>(outcome)].load(std::memory_order_relaxed);
  }
  uint64_t cron_skipped(bool overlap) const {
    return cron_skipped_[overlap ? 0 : 1].load(std::memory_order_relaxed);
  }
  const base::Histogram& wall_seconds() const { return wall_; }
  const base::Histogram& cpu_seconds() const { return cpu_; }

 private:
  using Counter = std::atomic<uint64_t>;
  std::array<std::array<Counter, kStatusClasses>, kOutcomes> requests_{};
  std::array<Counter, kLimits> limited_{};
  Counter subrequests_ = 0;
  std::array<Counter, kOutcomes> cron_runs_{};
  std::array<Counter, 2> cron_skipped_{};
  base::Histogram wall_{base::kRequestBuckets};
  base::Histogram cpu_{base::kRequestBuckets};
};

// What is counted of the whole node. Any thread.
struct NodeMeter {
  using Counter = std::atomic<uint64_t>;
  using Gauge = std::atomic<int64_t>;

  // How long an isolate took from the claim to the end of its worker's top level, by StartKind.
  std::array<base::Histogram, 3> isolate_start_seconds{base::Histogram(base::kStartBuckets),
                                                       base::Histogram(base::kStartBuckets),
                                                       base::Histogram(base::kStartBuckets)};
  // From the time of a cron to its handler's call, where the time was not missed.
  base::Histogram cron_lag_seconds{base::kRequestBuckets};
  Counter handovers = 0;         // lanes given to another thread
  Counter evictions = 0;         // isolates dropped under the memory target
  Counter condemned = 0;         // isolates dropped because a limit ended them
  Gauge isolates_active = 0;     // with invocations
  Gauge isolates_idle = 0;       // started, with nothing to do
  Gauge isolates_pooled = 0;     // warm, without a worker
  Gauge isolates_condemned = 0;  // ended by a limit, their turn has not returned
  Gauge heap_bytes = 0;          // of all started isolates, as of their last turns
  Gauge queued = 0;              // requests that wait for an isolate
  Gauge astray_threads = 0;      // threads whose turn has lost its lane
  Gauge parked_threads = 0;      // threads that were stopped in their turns for ever
  Gauge parked_bytes = 0;        // what their isolates had, as of their last turns
};

}  // namespace worker
