#include "src/worker/warm_up.h"

#include <string_view>

#include "src/base/clock.h"
#include "src/engine/budget.h"
#include "src/engine/turn.h"
#include "src/worker/invocation.h"

namespace worker {
namespace {

// The number of the scheduled event, in dispatch.js.
constexpr uint32_t kEvent = 1;

std::optional<engine::Exception> CallIn(engine::Isolate& isolate, TurnHost& host,
                                        std::string_view entry, uint32_t argument) {
  isolate.SetHost(&host);
  engine::Budget budget;
  engine::Turn turn(isolate, base::Clock::Real().WallMillis(), budget);
  std::optional<engine::Exception> exception = turn.Call(isolate.Entry(entry), 0, argument);
  turn.Drain();
  return exception;
}

}  // namespace

std::optional<engine::Exception> WarmUp(engine::Isolate& isolate, WarmUpKind kind) {
  TurnHost host;
  Invocation event(ScheduledEvent(), nullptr, 0, 0, Limits());
  host.invocations.emplace(kEvent, &event);
  return CallIn(isolate, host, "warmUp", static_cast<uint32_t>(kind));
}

std::optional<engine::Exception> LoadNode(engine::Isolate& isolate) {
  TurnHost host;
  return CallIn(isolate, host, "loadNode", 0);
}

}  // namespace worker
