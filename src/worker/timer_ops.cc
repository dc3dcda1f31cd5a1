#include "src/worker/timer_ops.h"

#include "src/worker/invocation.h"

namespace worker {
namespace {

absl::Status Start(engine::Call& call, uint32_t timer, double delay_millis) {
  const uint32_t id = call.invocation();
  if (id == 0) {
    return absl::FailedPreconditionError(
        "Disallowed operation called within global scope: timers can be started only while a "
        "request is handled.");
  }
  TurnHost& host = call.host<TurnHost>();
  if (absl::Status room = host.RequireRoom("starting a timer"); !room.ok()) return room;
  host.outbox.push_back(StartTimer{id, timer, delay_millis});
  return absl::OkStatus();
}

absl::Status Stop(engine::Call& call, uint32_t timer) {
  TurnHost& host = call.host<TurnHost>();
  if (absl::Status room = host.RequireRoom("stopping a timer"); !room.ok()) return room;
  host.outbox.push_back(StopTimer{timer});
  return absl::OkStatus();
}

double Now(engine::Call& call) { return call.host<TurnHost>().now_millis; }

double TimeOrigin(engine::Call& call) { return call.host<TurnHost>().time_origin_millis; }

constexpr engine::Op kOps[] = {
    engine::Bind<&Start>("start"),
    engine::Bind<&Stop>("stop"),
    engine::Bind<&Now>("now"),
    engine::Bind<&TimeOrigin>("timeOrigin"),
};

}  // namespace

constinit const engine::Module kTimersModule = {"native:timers", kOps};

}  // namespace worker
