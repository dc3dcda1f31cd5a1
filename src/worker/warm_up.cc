#include "src/worker/warm_up.h"

#include "src/base/clock.h"
#include "src/engine/budget.h"
#include "src/engine/turn.h"
#include "src/worker/invocation.h"

namespace worker {

std::optional<engine::Exception> WarmUp(engine::Isolate& isolate, WarmUpKind kind) {
  TurnHost host;
  isolate.SetHost(&host);
  engine::Budget budget;
  engine::Turn turn(isolate, base::Clock::Real().WallMillis(), budget);
  std::optional<engine::Exception> exception =
      turn.Call(isolate.Entry("warmUp"), 0, static_cast<uint32_t>(kind));
  turn.Drain();
  return exception;
}

}  // namespace worker
