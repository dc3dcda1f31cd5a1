#include "src/worker/warm_up.h"

#include "src/base/clock.h"
#include "src/engine/budget.h"
#include "src/engine/turn.h"
#include "src/worker/invocation.h"

namespace worker {
namespace {

// The number of the scheduled event, in dispatch.js.
constexpr uint32_t kEvent = 1;

}  // namespace

std::optional<engine::Exception> WarmUp(engine::Isolate& isolate, WarmUpKind kind) {
  TurnHost host;
  Invocation event(ScheduledEvent(), nullptr, 0, 0, Limits());
  host.invocations.emplace(kEvent, &event);
  isolate.SetHost(&host);
  engine::Budget budget;
  engine::Turn turn(isolate, base::Clock::Real().WallMillis(), budget);
  std::optional<engine::Exception> exception =
      turn.Call(isolate.Entry("warmUp"), 0, static_cast<uint32_t>(kind));
  turn.Drain();
  return exception;
}

}  // namespace worker
