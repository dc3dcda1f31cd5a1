#pragma once

#include <cstdint>
#include <list>
#include <memory>

#include "absl/functional/any_invocable.h"
#include "src/http/client.h"
#include "src/loop/loop.h"
#include "src/worker/crew.h"
#include "src/worker/lane_port.h"
#include "src/worker/node.h"
#include "src/worker/service.h"
#include "src/worker/turn_queue.h"

namespace worker {

class Instance;

// What the services of a lane use of it. Bound to the lane.
struct LaneParts {
  LaneParts(Node& node, loop::Loop& loop);

  // Drops idle isolates where memory is short, before another is claimed.
  void EvictForAnother();
  // The number of a new invocation.
  uint64_t NextRequestNumber() { return last_request_ += 0x9e3779b97f4a7c15; }

  // What requests of workers go out through. Made at the first call.
  http::Client& client();

  Node& node;
  loop::Loop& loop;
  TurnQueue turns;
  const std::shared_ptr<LanePort> port;
  const std::shared_ptr<LaneGauges> gauges;
  // Instances with an isolate, the one whose turn was last at the end.
  std::list<Instance*> started;
  // The thread that owns the lane; null before one does.
  Hand* hand = nullptr;
  // Has another thread take the lane over: called on the watchdog's thread while the owner is kept
  // by a turn. Null: the lane cannot be taken over, long turns keep it.
  absl::AnyInvocable<void()> hand_over;
  // What workers may call; null: nothing. Borrowed.
  Directory* directory = nullptr;

 private:
  uint64_t last_request_;
  std::unique_ptr<http::Client> client_;
};

}  // namespace worker
