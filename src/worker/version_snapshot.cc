#include "src/worker/version_snapshot.h"

#include <memory>
#include <optional>
#include <utility>

#include "src/base/clock.h"
#include "src/engine/budget.h"
#include "src/engine/isolate.h"
#include "src/engine/turn.h"
#include "src/worker/invocation.h"

namespace worker {
namespace {

absl::Status RunTopLevel(engine::Isolate& isolate, const Version& version) {
  const base::Clock& clock = base::Clock::Real();
  TurnHost host;
  host.time_origin_millis = clock.WallMillis();
  isolate.SetHost(&host);
  engine::Budget budget;
  engine::Turn turn(isolate, clock.WallMillis(), budget);
  std::optional<engine::Exception> exception =
      turn.Start(version.graph, version.spec.vars_json, version.spec.bindings_json);
  if (isolate.termination() != engine::Termination::kNone) {
    return absl::FailedPreconditionError("the top level takes too much memory");
  }
  if (exception) return absl::FailedPreconditionError(exception->Describe());
  // Each start would have to tell of it.
  if (!turn.TellRejections().empty()) {
    return absl::FailedPreconditionError("the top level leaves a rejected promise");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> TakeVersionSnapshot(const engine::Snapshot& base,
                                                const Version& version) {
  engine::Isolate::Options options;
  options.memory_limit_bytes = version.spec.limits.memory_bytes;
  options.for_snapshot = true;
  std::unique_ptr<engine::Isolate> isolate = engine::Isolate::New(base, options);
  if (absl::Status status = RunTopLevel(*isolate, version); !status.ok()) return status;
  return engine::Isolate::TakeSnapshot(std::move(isolate));
}

}  // namespace worker
