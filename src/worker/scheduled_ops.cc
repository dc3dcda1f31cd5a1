#include "src/worker/scheduled_ops.h"

#include <string>

#include "src/worker/invocation.h"

namespace worker {
namespace {

absl::StatusOr<const ScheduledEvent*> Find(engine::Call& call, uint32_t id) {
  const Invocation* invocation = call.host<TurnHost>().Find(id);
  if (invocation != nullptr && invocation->scheduled) return &*invocation->scheduled;
  return absl::FailedPreconditionError("The event that this belongs to is already over.");
}

absl::StatusOr<double> ScheduledTime(engine::Call& call, uint32_t id) {
  absl::StatusOr<const ScheduledEvent*> event = Find(call, id);
  if (!event.ok()) return event.status();
  return (*event)->scheduled_millis;
}

absl::StatusOr<std::string> Cron(engine::Call& call, uint32_t id) {
  absl::StatusOr<const ScheduledEvent*> event = Find(call, id);
  if (!event.ok()) return event.status();
  return (*event)->cron;
}

void NoRetry(engine::Call& call, uint32_t id) {
  if (Invocation* invocation = call.host<TurnHost>().Find(id)) invocation->no_retry = true;
}

// Whether the worker has crons.
bool HasCrons(engine::Call& call) { return call.host<TurnHost>().has_crons; }

// It has crons, and nothing that handles their events.
void LacksScheduled(engine::Call& call) { call.host<TurnHost>().lacks_scheduled = true; }

constexpr engine::Op kOps[] = {
    engine::Bind<&ScheduledTime>("scheduledTime"),
    engine::Bind<&Cron>("cronOf"),
    engine::Bind<&NoRetry>("noRetry"),
    engine::Bind<&HasCrons>("hasCrons"),
    engine::Bind<&LacksScheduled>("lacksScheduled"),
};

}  // namespace

constinit const engine::Module kScheduledModule = {"native:scheduled", kOps};

}  // namespace worker
