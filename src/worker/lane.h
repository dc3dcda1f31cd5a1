#pragma once

#include <atomic>
#include <memory>
#include <thread>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "src/base/clock.h"
#include "src/engine/snapshot.h"
#include "src/loop/loop.h"
#include "src/worker/outcome.h"
#include "src/worker/service.h"
#include "src/worker/spec.h"
#include "src/worker/turn_queue.h"

namespace worker {

// One event loop with everything that lives on it: listeners, connections, timers, isolates.
//
// A lane has exactly one owner, the thread that makes it and calls Run. I/O completions never run
// JavaScript: they queue events, and after each round of the loop the lane opens one turn for each
// isolate that has some.
class Lane {
 public:
  // All borrowed for the lane's life; `observer` is shared with other lanes.
  Lane(const engine::Snapshot& snapshot, const base::Clock& clock, Observer& observer);
  ~Lane();

  loop::Loop& loop() { return loop_; }

  // A service that runs `version` in this lane, in an isolate made at the first request. A worker
  // whose top level throws answers every request with the failure page. The service must go
  // before the lane.
  std::unique_ptr<Service> NewService(std::shared_ptr<const Version> version);
  // The same, with the isolate started right away; fails when the worker's top level throws.
  absl::StatusOr<std::unique_ptr<Service>> NewStartedService(
      std::shared_ptr<const Version> version);

  // Serves until Stop.
  void Run();
  // One round: waits for I/O unless a turn is due, then runs the turns that it caused.
  void RunOnce();
  // Makes Run return after the current round. // any thread
  void Stop();

  // Invocations that are not over yet (responses, waitUntil).
  size_t active() const { return turns_.active(); }
  // Calls `callback` once when active() is 0 (perhaps at once). For graceful shutdown.
  void OnIdle(absl::AnyInvocable<void()> callback) { turns_.OnIdle(std::move(callback)); }

 private:
  const engine::Snapshot& snapshot_;
  const base::Clock& clock_;
  Observer& observer_;
  loop::Loop loop_;
  TurnQueue turns_;
  std::atomic<bool> stopped_ = false;
};

}  // namespace worker
