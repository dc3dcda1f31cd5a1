#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace worker {

// One isolate of a worker in a lane, or the place for one.
struct IsolateView {
  bool started = false;   // has an isolate
  bool starting = false;  // whose top level is not over
  bool away = false;      // its turn has lost the lane: what is given to it waits
  size_t running = 0;     // invocations
};

// A request for the worker, or several that wait.
struct Demand {
  size_t waiting = 0;    // requests that wait already
  bool overdue = false;  // whether the first of them has waited as long as one should
  int concurrency = 0;   // invocations that the worker may have at a time
  int queue = 0;         // requests that may wait
  size_t max_isolates = 1;
};

enum class Placement {
  kRun,    // in the isolate `index`
  kStart,  // in another isolate
  kWait,
  kShed,  // refused
};

struct Place {
  Placement placement = Placement::kWait;
  size_t index = 0;

  bool operator==(const Place&) const = default;
};

// Where a request that arrives goes: to the first isolate that can run it, else it waits, and a
// worker whose requests wait long gets another isolate, but not while one is in its top level: the
// other would only run the same first, for as long.
Place PlaceRequest(std::span<const IsolateView> isolates, const Demand& demand);

// The same for the first of those that wait; never kShed.
Place PlaceWaiting(std::span<const IsolateView> isolates, const Demand& demand);

}  // namespace worker
