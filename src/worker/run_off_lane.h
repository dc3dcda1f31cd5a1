#pragma once

#include <cstddef>
#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "src/engine/op.h"
#include "src/worker/invocation.h"

namespace worker {

// Has the long work of an asynchronous op done on another thread than the lane's, and `done`
// settled with what it returns. The invocation is charged for the CPU time. `work` must own all
// that it uses, about `bytes` of memory.
//
// The work is done before this returns where no invocation has called, or where what waits for
// other threads holds too much memory.
template <class T, class Work>
void RunOffLane(engine::Call& call, engine::Resolver<T> done, size_t bytes, Work work) {
  TurnHost& host = call.host<TurnHost>();
  Invocation* invocation = host.Find(call.invocation());
  const bool has_thread = invocation != nullptr && host.task_pool != nullptr;
  base::TaskPool::Task task = [has_thread, done = std::move(done),
                               work = std::move(work)]() mutable {
    const int64_t began = has_thread ? ThreadCpuNanos() : 0;
    absl::StatusOr<T> result = std::move(work)();
    if (has_thread) done.Charge(ThreadCpuNanos() - began);
    if (result.ok()) {
      done.Resolve(*std::move(result));
    } else {
      done.Reject(std::move(result).status());
    }
  };
  if (has_thread) {
    if (invocation->off_lane == nullptr) {
      invocation->off_lane = std::make_unique<OffLane>(*host.task_pool);
    }
    if (invocation->off_lane->Post(bytes, task)) return;
  }
  std::move(task)();
}

}  // namespace worker
