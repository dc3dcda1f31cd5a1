#pragma once

#include <atomic>
#include <memory>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "src/loop/loop.h"
#include "src/loop/timer.h"
#include "src/worker/lane_parts.h"
#include "src/worker/node.h"
#include "src/worker/service.h"
#include "src/worker/spec.h"

namespace worker {

// One event loop with everything that lives on it: listeners, connections, timers, isolates.
//
// A lane has exactly one owner, the thread that called Own last. I/O completions never run
// JavaScript: they queue events, and after each round of the loop the lane opens one turn for each
// isolate that has some. A turn that lasts costs the thread its lane: another one takes it over,
// and the turn goes on by itself.
class Lane {
 public:
  enum class Ending { kStopped, kTakenOver };

  // `node` is borrowed. The calling thread is the owner until another calls Own.
  explicit Lane(Node& node);
  // On the owner's thread, when the services have gone.
  ~Lane();

  loop::Loop& loop() { return loop_; }
  // The lane for other threads.
  std::shared_ptr<LanePort> port() const { return parts_.port; }

  // Has the lane taken over when a turn keeps its owner: `hand_over` makes another thread call Own
  // and go on. It is called on the watchdog's thread. Without one, long turns keep the lane.
  void OnHandOver(absl::AnyInvocable<void()> hand_over) { parts_.hand_over = std::move(hand_over); }
  // Says what the lane's workers may call; null: nothing. Borrowed.
  void SetDirectory(Directory* directory) { parts_.directory = directory; }
  // The calling thread owns the lane from here on.
  void Own(Hand& hand);

  // A service that runs `version` in this lane, in isolates that are claimed when there are
  // requests. A worker whose top level throws answers every request with the failure page. The
  // service must go before the lane.
  std::unique_ptr<Service> NewService(std::shared_ptr<const Version> version);
  // The same, with a first isolate started right away; fails when the worker's top level throws.
  absl::StatusOr<std::unique_ptr<Service>> NewStartedService(
      std::shared_ptr<const Version> version);

  // Serves until Stop, or until another thread owns the lane: then nothing of it may be touched.
  Ending Run();
  // One round: waits for I/O unless a turn is due, then runs the turns that it caused. False: the
  // lane was taken over.
  bool RunOnce();
  // Makes Run return after the current round. // any thread
  void Stop();

  // Invocations that are not over yet (responses, waitUntil), and those that wait.
  size_t active() const { return parts_.turns.active(); }
  // Counts as an invocation, while somebody has it. On the owner's thread, also when it goes.
  std::shared_ptr<void> KeepBusy();
  // Calls `callback` once when active() is 0 (perhaps at once). For graceful shutdown.
  void OnIdle(absl::AnyInvocable<void()> callback) { parts_.turns.OnIdle(std::move(callback)); }

 private:
  void WatchMemory();

  loop::Loop loop_;
  LaneParts parts_;
  loop::Timer memory_timer_;
  std::atomic<bool> stopped_ = false;
};

}  // namespace worker
