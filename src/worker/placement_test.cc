#include "src/worker/placement.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace worker {
namespace {

const IsolateView kNone = {};
const IsolateView kIdle = {.started = true};
const IsolateView kBusy = {.started = true, .running = 3};
const IsolateView kStarting = {.started = true, .starting = true, .running = 1};
const IsolateView kAtTopLevel = {.started = true, .starting = true, .away = true};
const IsolateView kAway = {.started = true, .away = true, .running = 1};

Demand Calm() { return {.concurrency = 10, .queue = 2, .max_isolates = 2}; }

Demand Waiting(size_t waiting, bool overdue) {
  Demand demand = Calm();
  demand.waiting = waiting;
  demand.overdue = overdue;
  return demand;
}

TEST(PlaceRequest, Table) {
  Demand narrow = Calm();
  narrow.concurrency = 3;
  Demand no_queue = Calm();
  no_queue.queue = 0;
  Demand narrow_without_queue = narrow;
  narrow_without_queue.queue = 0;
  struct Case {
    std::string what;
    std::vector<IsolateView> isolates;
    Demand demand;
    Place place;
  };
  const Case cases[] = {
      {"the first request starts an isolate", {}, Calm(), {Placement::kStart, 0}},
      {"one that was evicted starts again", {kNone}, Calm(), {Placement::kRun, 0}},
      {"an idle isolate runs it", {kIdle}, Calm(), {Placement::kRun, 0}},
      {"so does one with invocations: they share it", {kBusy}, Calm(), {Placement::kRun, 0}},
      {"the first that can", {kAway, kIdle}, Calm(), {Placement::kRun, 1}},
      {"it waits for one that is away", {kAway}, Calm(), {Placement::kWait}},
      {"also where there is a place", {kAway, kNone}, Calm(), {Placement::kWait}},
      {"one that starts runs it then", {kStarting}, Calm(), {Placement::kRun, 0}},
      {"it waits behind others", {kIdle}, Waiting(1, false), {Placement::kWait}},
      {"it waits where the worker has its fill", {kBusy}, narrow, {Placement::kWait}},
      {"it is refused when too many wait", {kAway}, Waiting(2, false), {Placement::kShed}},
      {"it is refused where nobody may wait", {kAway}, no_queue, {Placement::kShed}},
      {"and where the worker has its fill", {kBusy}, narrow_without_queue, {Placement::kShed}},
      {"without a queue it runs where it can", {kIdle}, no_queue, {Placement::kRun, 0}},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(PlaceRequest(one.isolates, one.demand), one.place) << one.what;
  }
}

TEST(PlaceWaiting, Table) {
  Demand narrow = Waiting(1, true);
  narrow.concurrency = 1;
  struct Case {
    std::string what;
    std::vector<IsolateView> isolates;
    Demand demand;
    Place place;
  };
  const Case cases[] = {
      {"the isolate is back", {kIdle}, Waiting(1, false), {Placement::kRun, 0}},
      {"it is still away", {kAway}, Waiting(1, false), {Placement::kWait}},
      {"it is away for long: another", {kAway}, Waiting(1, true), {Placement::kStart, 1}},
      {"a place for another", {kAway, kNone}, Waiting(1, true), {Placement::kRun, 1}},
      {"it is at its top level for long", {kAtTopLevel}, Waiting(1, true), {Placement::kWait}},
      {"so with a place", {kAtTopLevel, kNone}, Waiting(1, true), {Placement::kWait}},
      {"as many as may be are away", {kAway, kAway}, Waiting(9, true), {Placement::kWait}},
      {"the worker has its fill", {kAway}, narrow, {Placement::kWait}},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(PlaceWaiting(one.isolates, one.demand), one.place) << one.what;
  }
}

}  // namespace
}  // namespace worker
