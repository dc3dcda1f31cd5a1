#pragma once

#include <atomic>
#include <cstddef>
#include <memory>

#include "src/base/task_pool.h"

namespace worker {

// What an invocation has run on other threads than its lane's: one task at a time, so that it waits
// for itself and not others for it. Ends with the invocation; what has not begun is dropped then.
class OffLane {
 public:
  // What tasks that have not ended may hold of memory together, in octets: the isolate's limit does
  // not see it.
  static constexpr size_t kMaxHeldBytes = size_t{64} << 20;

  explicit OffLane(base::TaskPool& pool)
      : line_(pool.NewLine()), held_bytes_(std::make_shared<std::atomic<size_t>>(0)) {}

  // Has `task`, which holds about `bytes` of memory and all that it uses, run some time; whether
  // there was room for it. If not, it was not touched.
  bool Post(size_t bytes, base::TaskPool::Task& task);

 private:
  const std::unique_ptr<base::TaskPool::Line> line_;
  const std::shared_ptr<std::atomic<size_t>> held_bytes_;
};

// The CPU time of the calling thread, in nanoseconds.
int64_t ThreadCpuNanos();

}  // namespace worker
