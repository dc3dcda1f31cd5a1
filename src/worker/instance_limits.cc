// How an instance ends what has passed a limit, or can never go on.

#include <algorithm>
#include <string>
#include <utility>

#include "src/worker/instance.h"

namespace worker {
namespace {

constexpr int64_t kNanosPerMilli = 1'000'000;

using Response = Invocation::Response;

Failure CpuFailure() {
  return {Outcome::kExceededCpu, "Worker exceeded CPU time limit.", "", "", Limit::kCpu};
}

Failure MemoryFailure() {
  return {Outcome::kExceededMemory, "Worker exceeded memory limit.", "", "", Limit::kMemory};
}

Failure FaultFailure() {
  return {Outcome::kInternalError, "The runtime has failed in the worker's isolate.", "", ""};
}

Failure IsolateFailure(engine::Termination why) {
  switch (why) {
    case engine::Termination::kMemory:
      return MemoryFailure();
    case engine::Termination::kFault:
      return FaultFailure();
    default:
      return CpuFailure();
  }
}

Failure WallFailure() {
  return {Outcome::kExceededWallTime, "Worker exceeded the time that a request may take.", "", "",
          Limit::kWallTime};
}

Failure ScheduledWallFailure() {
  return {Outcome::kExceededWallTime, "Worker exceeded the time that a scheduled event may take.",
          "", "", Limit::kWallTime};
}

Failure WaitUntilFailure() {
  return {Outcome::kExceededWallTime,
          "waitUntil() tasks did not complete within the allowed time after invocation end and "
          "have been cancelled.",
          "", "", Limit::kWaitUntil};
}

Failure HungFailure(const Invocation& invocation) {
  if (invocation.scheduled) {
    return {Outcome::kException,
            "The scheduled handler waits for a promise that nothing is left to settle.", "", ""};
  }
  if (invocation.response == Response::kNone) {
    return {Outcome::kException,
            "The worker will never answer: its fetch handler waits for a promise that nothing is "
            "left to settle.",
            "", ""};
  }
  return {Outcome::kException,
          "The response's body will never end: its stream waits for something that nothing is "
          "left to do.",
          "", ""};
}

}  // namespace

void Instance::Condemn() {
  const Failure failure = IsolateFailure(isolate_->termination());
  std::vector<std::unique_ptr<Invocation>> unbegun = TakeUnbegun();
  // The turn may be on still, and look at them.
  auto ended = std::make_shared<std::vector<std::unique_ptr<Invocation>>>();
  for (auto& [id, invocation] : std::exchange(graveyard_, {})) {
    ended->push_back(std::move(invocation));
  }
  isolate_->KeepWithTurn(ended);
  if (away_) isolate_->Condemn();
  DropIsolate();
  std::vector<uint32_t> ids;
  for (const auto& [id, invocation] : invocations_) ids.push_back(id);
  for (uint32_t id : ids) {
    Invocation& invocation = *Find(id);
    EndSocket(invocation, failure.message);
    if (!std::exchange(invocation.ending, true)) Fail(id, invocation, failure);
    MakeReport(invocation);
    ended->push_back(Take(id));
  }
  // What their ends have brought is nobody's.
  events_.clear();
  opened_.clear();
  if (!unbegun.empty()) owner_.TakeBack(std::move(unbegun));
  owner_.OnRoom();
}

void Instance::EndEarly(uint32_t id, Invocation& invocation, Failure failure) {
  if (std::exchange(invocation.ending, true)) return;
  EndSocket(invocation, failure.message);
  deadlines_.Stop(id);
  timers_.StopAll(id);
  events_.push_back({Event::Kind::kForget, id, id});
  invocation.resources.clear();
  const std::shared_ptr<BodyBreak> pumped = invocation.pumped;
  if (invocation.response != Response::kDone) {
    Fail(id, invocation, std::move(failure));
  } else {
    if (invocation.outcome == Outcome::kOk) invocation.outcome = failure.outcome;
    invocation.limit = failure.limit;
    WriteLog line = {id, "warn", std::move(failure.message)};
    Do(line);
  }
  Schedule();
  // The last: the invocation may be over with it.
  if (pumped != nullptr) pumped->Break(absl::AbortedError("the invocation has passed a limit"));
}

void Instance::EndSpent(WorkerIsolate& isolate) {
  for (uint32_t id : std::exchange(isolate.spent(), {})) {
    if (Invocation* invocation = Find(id)) EndEarly(id, *invocation, CpuFailure());
  }
}

void Instance::EndHung() {
  if (away_ || isolate_ == nullptr || isolate_->isolate().pending() > 0 || !timers_.empty() ||
      !deliveries_.empty() || open_sockets_ > 0) {
    return;
  }
  std::vector<uint32_t> hung;
  for (const auto& [id, invocation] : invocations_) {
    if (!invocation->settled && !invocation->ending) hung.push_back(id);
  }
  for (uint32_t id : hung) {
    Invocation& invocation = *Find(id);
    // A response that is pumped ends by itself.
    const bool pumped = invocation.response == Response::kStarted && invocation.sink == nullptr;
    if ((invocation.response != Response::kDone && !pumped) || invocation.scheduled) {
      EndEarly(id, invocation, HungFailure(invocation));
      continue;
    }
    invocation.ending = true;
    WriteLog line = {id, "warn",
                     "A promise given to waitUntil() will never settle: nothing is left to do it."};
    Do(line);
    events_.push_back({Event::Kind::kForget, id, id});
    Schedule();
  }
}

void Instance::SetDeadline(uint32_t id, int64_t from_nanos, int64_t millis) {
  Invocation* invocation = Find(id);
  if (invocation != nullptr && from_nanos != invocation->began_nanos) {
    invocation->paused_nanos = lane_.node.PausedNanos();
  }
  deadlines_.Start(id, id, from_nanos + millis * kNanosPerMilli);
  ArmTimer();
}

void Instance::OnDeadline(uint32_t id) {
  Invocation* invocation = Find(id);
  if (invocation == nullptr) return;
  // What workers have waited for debuggers does not count.
  const int64_t paused = lane_.node.PausedNanos();
  if (const int64_t longer = paused - std::exchange(invocation->paused_nanos, paused); longer > 0) {
    deadlines_.Start(id, id, Now() + longer);
    return;
  }
  if (invocation->scheduled) return EndEarly(id, *invocation, ScheduledWallFailure());
  if (invocation->disconnected && invocation->settled && invocation->pumped != nullptr) {
    // Nobody takes what is still pumped.
    const std::shared_ptr<BodyBreak> pumped = invocation->pumped;
    return pumped->Break(absl::AbortedError("the client has gone"));
  }
  const bool answered = invocation->response == Response::kDone || invocation->disconnected;
  EndEarly(id, *invocation, answered ? WaitUntilFailure() : WallFailure());
}

void Instance::ArmTimer() {
  std::optional<int64_t> next = timers_.NextNanos();
  if (const std::optional<int64_t> deadline = deadlines_.NextNanos()) {
    next = std::min(next.value_or(*deadline), *deadline);
  }
  if (!next) return loop_timer_.Stop();
  const int64_t wait = std::max<int64_t>(0, *next - Now());
  loop_timer_.Start((wait + kNanosPerMilli - 1) / kNanosPerMilli, [this] { OnTimer(); });
}

void Instance::OnTimer() {
  const int64_t now = Now();
  for (const TimerQueue::Due& due : timers_.TakeDue(now)) {
    events_.push_back({Event::Kind::kTimer, due.invocation, due.timer});
  }
  if (!events_.empty()) Schedule();
  for (const TimerQueue::Due& due : deadlines_.TakeDue(now)) OnDeadline(due.invocation);
  ArmTimer();
}

}  // namespace worker
