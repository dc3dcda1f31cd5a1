#include "src/worker/placement.h"

#include <algorithm>
#include <optional>

namespace worker {
namespace {

size_t Running(std::span<const IsolateView> isolates) {
  size_t running = 0;
  for (const IsolateView& isolate : isolates) running += isolate.running;
  return running;
}

// One that has started before one that has not.
std::optional<size_t> FirstFree(std::span<const IsolateView> isolates) {
  std::optional<size_t> place;
  for (size_t i = 0; i < isolates.size(); ++i) {
    if (isolates[i].away) continue;
    if (isolates[i].started) return i;
    if (!place) place = i;
  }
  return place;
}

bool AnyStarted(std::span<const IsolateView> isolates) {
  return std::ranges::any_of(isolates, &IsolateView::started);
}

bool AnyStarting(std::span<const IsolateView> isolates) {
  return std::ranges::any_of(isolates, &IsolateView::starting);
}

// Where the next one runs; kWait when it cannot now.
Place Next(std::span<const IsolateView> isolates, const Demand& demand) {
  if (Running(isolates) >= static_cast<size_t>(demand.concurrency)) return {Placement::kWait};
  const bool another = demand.overdue && !AnyStarting(isolates);
  if (const std::optional<size_t> free = FirstFree(isolates)) {
    // A place without an isolate is another isolate, unless it is the first.
    if (isolates[*free].started || !AnyStarted(isolates) || another) {
      return {Placement::kRun, *free};
    }
    return {Placement::kWait};
  }
  if (isolates.empty() || (another && isolates.size() < demand.max_isolates)) {
    return {Placement::kStart, isolates.size()};
  }
  return {Placement::kWait};
}

}  // namespace

Place PlaceRequest(std::span<const IsolateView> isolates, const Demand& demand) {
  // Nobody overtakes those who wait.
  const Place place = demand.waiting == 0 ? Next(isolates, demand) : Place{Placement::kWait};
  if (place.placement != Placement::kWait) return place;
  if (demand.waiting >= static_cast<size_t>(demand.queue)) return {Placement::kShed};
  return place;
}

Place PlaceWaiting(std::span<const IsolateView> isolates, const Demand& demand) {
  return Next(isolates, demand);
}

}  // namespace worker
