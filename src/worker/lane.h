#pragma once

#include <memory>

#include "absl/functional/any_invocable.h"
#include "src/base/clock.h"
#include "src/engine/snapshot.h"
#include "src/loop/loop.h"
#include "src/worker/outcome.h"
#include "src/worker/service.h"
#include "src/worker/spec.h"

namespace worker {

// One event loop with everything that lives on it: listeners, connections, timers, isolates.
//
// A lane has exactly one owner, the thread that calls Run. I/O completions never run JavaScript:
// they queue events, and after each round of the loop the lane opens one turn for each isolate
// that has some.
class Lane {
 public:
  // All borrowed for the lane's life; `observer` is shared with other lanes.
  Lane(const engine::Snapshot& snapshot, const base::Clock& clock, Observer& observer);
  ~Lane();

  loop::Loop& loop();

  // A service that runs `version` in this lane. The isolate is made at the first request, or by
  // Prepare. The service must go before the lane.
  std::unique_ptr<Service> NewService(std::shared_ptr<const Version> version);
  // The same, with the isolate started right away; fails when the worker's top level throws.
  absl::StatusOr<std::unique_ptr<Service>> NewStartedService(std::shared_ptr<const Version> version);

  // Serves until Stop. Returns when every service is idle or Stop's grace is over.
  void Run();
  // Makes Run return after the current round. // any thread
  void Stop();

  // Invocations that are not over yet (responses, waitUntil).
  size_t active() const;
  // Calls `callback` once when active() is 0 (perhaps at once). For graceful shutdown.
  void OnIdle(absl::AnyInvocable<void()> callback);
};

}  // namespace worker
