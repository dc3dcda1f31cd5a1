#pragma once

#include <cstdint>
#include <string>

#include "absl/functional/any_invocable.h"
#include "src/worker/outcome.h"

namespace worker {

// A time has come for which the worker's configuration has a cron.
struct ScheduledEvent {
  double scheduled_millis = 0;  // the time that was meant, since the epoch
  std::string cron;             // as it is written
  int64_t cpu_millis = 30'000;  // what its invocation may use of CPU time
  int64_t wall_millis = 900'000;
};

// What became of it.
struct ScheduledResult {
  Outcome outcome = Outcome::kOk;
  bool no_retry = false;  // whether the worker asked for no other try
};

// Called once on the lane's thread when the invocation is over; not at all when the lane goes
// first.
using ScheduledDone = absl::AnyInvocable<void(ScheduledResult)>;

}  // namespace worker
