#pragma once

#include <cstdint>
#include <string>

#include "absl/functional/any_invocable.h"
#include "src/worker/outcome.h"

namespace worker {

// A time has come for which the worker's configuration has a cron.
struct ScheduledEvent {
  std::string worker;           // whom it is for, where a service has several workers
  double scheduled_millis = 0;  // the time that was meant, since the epoch
  std::string cron;             // as it is written
  int64_t cpu_millis = 30'000;  // what its invocation may use of CPU time
  int64_t wall_millis = 900'000;
  // Called on the lane's thread when an isolate takes it; not at all when it is refused before. It
  // must not call the service.
  absl::AnyInvocable<void()> on_begun = nullptr;
};

// What became of it.
struct ScheduledResult {
  Outcome outcome = Outcome::kOk;
  bool no_retry = false;  // whether the worker asked for no other try
  uint64_t request = 0;   // its number in the log; 0: it has none
  // On the clock that never goes back, when the handler was called; 0: it was not.
  int64_t begun_nanos = 0;
  int64_t wall_nanos = 0;  // from delivery to the end
  int64_t cpu_nanos = 0;
};

// Called once on the lane's thread when the invocation is over; not at all when the lane goes
// first.
using ScheduledDone = absl::AnyInvocable<void(ScheduledResult)>;

}  // namespace worker
