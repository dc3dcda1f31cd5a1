#pragma once

#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "src/host/cron/planner.h"
#include "src/worker/scheduled.h"

namespace host {

// Runs that are over, on their way from lanes to the scheduler. Any thread.
class EndedRuns {
 public:
  struct Ended {
    CronPlanner::RunNumber run = 0;
    worker::ScheduledResult result;
  };

  // Whether it is the first since they were taken: somebody must be told that there are some.
  bool Add(CronPlanner::RunNumber run, const worker::ScheduledResult& result) {
    absl::MutexLock lock(mutex_);
    ended_.push_back({run, result});
    return ended_.size() == 1;
  }
  // All that there are, in the order in which they ended.
  std::vector<Ended> Take() {
    absl::MutexLock lock(mutex_);
    return std::exchange(ended_, {});
  }

 private:
  absl::Mutex mutex_;
  std::vector<Ended> ended_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace host
