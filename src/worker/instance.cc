#include "src/worker/instance.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace worker {
namespace {

constexpr int kMaxTurnsInARow = 8;
// How long an instance's turns go on before those of others.
constexpr int64_t kTurnsInARowNanos = 3'000'000;
// How long a worker whose top level passed a limit is not tried again.
constexpr int64_t kStartPauseNanos = 10'000'000'000;

std::string WithStack(const engine::Exception& exception) {
  const std::string described = exception.Describe();
  return exception.stack.empty() ? described : absl::StrCat(described, "\n", exception.stack);
}

// Invocations that a turn which has lost its lane may still look at.
template <class... Containers>
std::shared_ptr<void> MakeRemains(Containers&&... containers) {
  return std::make_shared<std::tuple<Containers...>>(std::move(containers)...);
}

// An isolate on its way to its instance, which may have gone.
class ClaimedKeeper {
 public:
  ClaimedKeeper(Node& node, Node::Claimed claimed) : node_(node), claimed_(std::move(claimed)) {}
  ~ClaimedKeeper() {
    if (claimed_.isolate != nullptr) node_.Dispose(std::move(claimed_.isolate));
  }
  Node::Claimed Take() { return std::move(claimed_); }

 private:
  Node& node_;
  Node::Claimed claimed_;
};

Failure StartFailure(engine::Termination why) {
  switch (why) {
    case engine::Termination::kMemory:
      return {Outcome::kExceededMemory, "Worker exceeded memory limit while starting.", "", "",
              Limit::kMemory};
    case engine::Termination::kFault:
      return {Outcome::kInternalError, "The runtime has failed in the worker's top level.", "", ""};
    default:
      return {Outcome::kExceededCpu, "Worker exceeded CPU time limit while starting.", "", "",
              Limit::kStartupCpu};
  }
}

Event::Kind FirstEventOf(const Invocation& invocation) {
  if (invocation.scheduled) return Event::Kind::kScheduled;
  return invocation.call ? Event::Kind::kCall : Event::Kind::kFetch;
}

bool IsFirstEvent(Event::Kind kind) {
  return kind == Event::Kind::kFetch || kind == Event::Kind::kScheduled ||
         kind == Event::Kind::kCall;
}

// What belongs to the lane goes before the rest.
void LetGoOfLane(Invocation& invocation) {
  invocation.sink = nullptr;
  invocation.socket = nullptr;
  invocation.relay = nullptr;
  invocation.body = nullptr;
  invocation.resources.clear();
  invocation.bodies.clear();
  invocation.on_scheduled = nullptr;
  if (const std::shared_ptr<BodyBreak> pumped = std::move(invocation.pumped)) {
    pumped->Break(absl::AbortedError("the invocation is over"));
  }
}

}  // namespace

Instance::Instance(LaneParts& lane, std::shared_ptr<const Version> version, InstanceOwner& owner)
    : lane_(lane),
      version_(std::move(version)),
      owner_(owner),
      debuggee_(lane.node.FindDebuggee(version_->spec.name)),
      loop_timer_(lane.loop) {
  if (debuggee_ == nullptr) return;
  debuggee_->inspector->OnWork(this, [port = lane_.port, weak = weak_.Get()] {
    port->Post([weak] {
      if (weak) weak->OnInspectorWork();
    });
  });
}

Instance::~Instance() {
  if (debuggee_ != nullptr) debuggee_->inspector->OnWork(this, nullptr);
  if (scheduled_) lane_.turns.Remove(this);
  const size_t open = invocations_.size() + deliveries_.size();
  deliveries_.clear();
  if (!invocations_.empty()) LaneGauges::Add(lane_.gauges->active, -1);
  // Whatever comes of it finds none of them.
  Invocations ended = std::exchange(invocations_, {});
  for (auto& [id, invocation] : ended) LetGoOfLane(*invocation);
  if (away_) isolate_->KeepWithTurn(MakeRemains(std::move(ended), std::move(graveyard_)));
  if (!away_ && isolate_ != nullptr) isolate_->host().outbox.clear();
  ended.clear();
  DropIsolate();
  for (size_t i = 0; i < open; ++i) lane_.turns.InvocationEnds();
}

absl::Status Instance::Start() {
  if (!StartFailed()) {
    TakeIsolate(lane_.node.ClaimNow(*version_));
    lane_.port->LetGo();
    if (isolate_->IsInspected()) {
      debuggee_->thread.Run([this](Hand& hand) { isolate_->RunInspected(hand, false); });
    } else {
      isolate_->Run(lane_.hand, nullptr);
    }
    lane_.port->Hold();
    AfterTurn();
  }
  if (start_failure_) return absl::InvalidArgumentError(start_failure_->stack);
  return absl::OkStatus();
}

void Instance::Deliver(std::unique_ptr<Invocation> invocation) {
  deliveries_.push_back(std::move(invocation));
  Schedule();
}

void Instance::Warm() {
  if (isolate_ != nullptr || claiming_ || StartFailed()) return;
  warming_ = true;
  Schedule();
}

void Instance::Schedule() {
  if (scheduled_ || away_) return;
  scheduled_ = true;
  lane_.turns.Add(this);
}

bool Instance::RunTurn() {
  if (isolate_ == nullptr) {
    if (StartFailed()) {
      scheduled_ = false;
      warming_ = false;
      RefuseDeliveries();
      return true;
    }
    ClaimIsolate();
  }
  if (isolate_ == nullptr) {
    scheduled_ = false;
    return true;
  }
  lane_.started.splice(lane_.started.end(), lane_.started, started_here_);
  // What a turn asks of the lane is often there at once: then there is no need to look for I/O in
  // between.
  const int64_t began = Now();
  for (int turns = 0; turns < kMaxTurnsInARow && isolate_ != nullptr && HasWork(); ++turns) {
    if (turns > 0 && Now() - began >= kTurnsInARowNanos) break;
    OpenInvocations();
    warming_ = false;
    if (debuggee_ != nullptr && isolate_->IsInspected()) {
      RunInspected();
      return true;
    }
    if (!RunIsolate()) return false;
    WatchUnanswered();
  }
  scheduled_ = false;
  if (HasWork()) {
    Schedule();
  } else if (!invocations_.empty()) {
    EndHung();
  }
  return true;
}

bool Instance::HasWork() const {
  return !deliveries_.empty() || !events_.empty() || warming_ ||
         (isolate_ != nullptr && (isolate_->isolate().HasWork() || isolate_->HasInspectorWork()));
}

bool Instance::StartFailed() {
  if (!start_failure_) return false;
  const bool by_limit = start_failure_->outcome != Outcome::kException;
  if (!by_limit || Now() - start_failed_nanos_ < kStartPauseNanos) return true;
  start_failure_.reset();
  return false;
}

void Instance::ClaimIsolate() {
  if (claiming_) return;
  lane_.EvictForAnother();
  Node::Claimed claimed = lane_.node.Claim(*version_);
  if (claimed.isolate != nullptr) return TakeIsolate(std::move(claimed));
  // The lane does not wait for one to be made.
  claiming_ = true;
  lane_.node.Request(
      *version_, [port = lane_.port, weak = weak_.Get(), &node = lane_.node](Node::Claimed made) {
        // Whoever drops the task gives the isolate back.
        auto kept = std::make_shared<ClaimedKeeper>(node, std::move(made));
        port->Post([weak, kept = std::move(kept)] {
          if (!weak) return;
          weak->claiming_ = false;
          weak->TakeIsolate(kept->Take());
          if (weak->HasWork()) weak->Schedule();
        });
      });
}

void Instance::TakeIsolate(Node::Claimed claimed) {
  isolate_ = std::make_shared<WorkerIsolate>(lane_.node, version_, std::move(claimed), debuggee_);
  started_here_ = lane_.started.insert(lane_.started.end(), this);
  LaneGauges::Add(lane_.gauges->isolates, 1);
  isolate_->OnWork([port = lane_.port, weak = weak_.Get()] {
    if (!port->HeldHere()) {
      port->Post([weak] {
        if (weak) weak->Schedule();
      });
    } else if (weak) {
      weak->Schedule();
    }
  });
}

void Instance::DropIsolate() {
  if (isolate_ == nullptr) return;
  lane_.started.erase(started_here_);
  LaneGauges::Add(lane_.gauges->isolates, -1);
  timers_ = TimerQueue();
  events_.clear();
  graveyard_.clear();
  unbegun_.clear();
  if (!away_ && lane_.hand != nullptr) lane_.hand->watch.homes().Leave(isolate_->isolate());
  isolate_ = nullptr;
  away_ = false;
}

bool Instance::Evict() {
  if (isolate_ == nullptr || away_ || scheduled_ || !invocations_.empty()) return false;
  DropIsolate();
  return true;
}

void Instance::OpenInvocations() {
  if (deliveries_.empty()) return;
  if (invocations_.empty()) LaneGauges::Add(lane_.gauges->active, 1);
  for (std::unique_ptr<Invocation>& delivery : deliveries_) {
    const uint32_t id = ++last_id_;
    if (!isolate_->started()) delivery->cold = isolate_->start_kind();
    isolate_->host().invocations.emplace(id, delivery.get());
    invocations_.emplace(id, std::move(delivery));
    Invocation& opened = *invocations_[id];
    if (opened.on_begun != nullptr) std::exchange(opened.on_begun, nullptr)();
    events_.push_back({FirstEventOf(opened), id, id});
    opened_.push_back(id);
  }
  deliveries_.clear();
}

bool Instance::RunIsolate() {
  std::swap(isolate_->events(), events_);
  LanePort* const port = lane_.port.get();
  port->LetGo();
  // After a turn that has lost its lane nothing of the instance may be touched.
  if (!isolate_->Run(lane_.hand, lane_.hand_over != nullptr ? this : nullptr)) return false;
  port->Hold();
  AfterTurn();
  return true;
}

void Instance::AfterTurn() {
  WorkerIsolate& isolate = *isolate_;
  Flush();
  if (isolate.TakeStarted()) AfterStart();
  if (isolate_ == nullptr) return;
  if (isolate.termination() != engine::Termination::kNone) return Condemn();
  // JavaScript has forgotten what was ended early.
  for (const Event& event : isolate.events()) {
    if (event.kind != Event::Kind::kForget || isolate.IsUnbegun(event)) continue;
    if (Invocation* invocation = Find(event.id)) {
      invocation->settled = true;
      EndIfOver(event.id, *invocation);
    }
  }
  // Those that the turn had no time for come first in the next one.
  std::vector<Event> rest = isolate.TakeUnbegun();
  isolate.events().clear();
  if (!rest.empty()) {
    std::swap(events_, rest);
    events_.insert(events_.end(), rest.begin(), rest.end());
  }
  if (!isolate.spent().empty()) EndSpent(isolate);
  if (!full_sockets_.empty()) ResumeSockets();
  if (isolate.IsWorn() && invocations_.empty() && !HasWork()) DropIsolate();
}

void Instance::AfterStart() {
  WorkerIsolate& isolate = *isolate_;
  lane_.node.meter().isolate_start_seconds[static_cast<size_t>(isolate.start_kind())].Observe(
      isolate.start_nanos());
  if (isolate.started()) {
    if (isolate.lacks_scheduled() && !version_->told_of_crons->exchange(true)) {
      lane_.node.observer().OnLog({version_->spec.name, "", "warn",
                                   "The worker has crons, and each of their events will fail: "
                                   "Handler does not export a scheduled() function"});
    }
    return;
  }
  if (isolate.termination() == engine::Termination::kNone) {
    const engine::Exception& exception = *isolate.start_exception();
    start_failure_ = {Outcome::kException, exception.message, WithStack(exception), ""};
  } else {
    start_failure_ = StartFailure(isolate.termination());
  }
  TellStartFailure();
  deliveries_ = TakeUnbegun();
  DropIsolate();
  RefuseDeliveries();
}

void Instance::TellStartFailure() {
  if (start_failure_->stack.empty()) start_failure_->stack = start_failure_->message;
  start_failed_nanos_ = Now();
  lane_.node.observer().OnFailure(version_->spec.name, *start_failure_);
}

void Instance::RefuseDeliveries() {
  for (std::unique_ptr<Invocation>& delivery : std::exchange(deliveries_, {})) {
    owner_.Refuse(std::move(delivery), *start_failure_);
  }
}

std::vector<std::unique_ptr<Invocation>> Instance::TakeUnbegun() {
  std::vector<std::unique_ptr<Invocation>> taken;
  const bool any = !invocations_.empty();
  for (const Event& event : isolate_->TakeUnbegun()) {
    if (!IsFirstEvent(event.kind)) {
      events_.push_back(event);
      continue;
    }
    auto it = invocations_.find(event.id);
    if (it == invocations_.end()) continue;
    taken.push_back(std::move(it->second));
    invocations_.erase(it);
    if (away_) {
      unbegun_.push_back(event.id);
    } else {
      isolate_->host().invocations.erase(event.id);
    }
  }
  if (any && invocations_.empty()) LaneGauges::Add(lane_.gauges->active, -1);
  return taken;
}

void Instance::RunInspected() {
  std::swap(isolate_->events(), events_);
  away_ = true;
  scheduled_ = false;
  // No other thread is to have anything in the isolate that V8 would change to.
  if (lane_.hand != nullptr) lane_.hand->watch.homes().Leave(isolate_->isolate());
  SendHome([] {});
  debuggee_->thread.Post([isolate = isolate_](Hand& hand) { isolate->RunInspected(hand, true); });
  WatchUnanswered();
}

void Instance::OnInspectorWork() {
  if (isolate_ == nullptr) {
    // The last may have left.
    if (debuggee_->inspector->attached()) Warm();
    return;
  }
  if (!away_ && HasWork()) Schedule();
}

void Instance::OnLong() {
  away_ = true;
  scheduled_ = false;
  NodeMeter& meter = lane_.node.meter();
  ++meter.handovers;
  ++meter.astray_threads;
  SendHome([&meter] { --meter.astray_threads; });
  lane_.port->Post([weak = weak_.Get()] {
    if (weak) weak->OnAway();
  });
  lane_.hand_over();
}

void Instance::SendHome(absl::AnyInvocable<void()> before) {
  const base::Weak<Instance> weak = weak_.Get();
  isolate_->SendHome(
      [port = lane_.port, weak,
       before = std::move(before)](std::shared_ptr<WorkerIsolate> isolate) mutable {
        before();
        port->Post([weak, isolate = std::move(isolate)] {
          if (weak) weak->OnHome(isolate.get());
        });
      },
      [port = lane_.port, weak](std::shared_ptr<WorkerIsolate> isolate, uint32_t payer,
                                int64_t cpu_nanos) {
        port->Post([weak, isolate = std::move(isolate), payer, cpu_nanos] {
          if (weak) weak->OnLost(isolate.get(), payer, cpu_nanos);
        });
      });
}

void Instance::OnAway() {
  if (!away_) return;
  WatchUnanswered();
  std::vector<std::unique_ptr<Invocation>> unbegun = TakeUnbegun();
  if (!unbegun.empty()) owner_.TakeBack(std::move(unbegun));
}

void Instance::OnHome(const WorkerIsolate* isolate) {
  // It may have been given up, or its instance may have another isolate now.
  if (isolate_.get() != isolate || !away_) return;
  away_ = false;
  for (uint32_t id : std::exchange(unbegun_, {})) isolate_->host().invocations.erase(id);
  AfterTurn();
  for (auto& [id, invocation] : std::exchange(graveyard_, {})) {
    if (isolate_ == nullptr) break;
    isolate_->host().invocations.erase(id);
    isolate_->isolate().CloseScope(id);
  }
  WatchUnanswered();
  if (HasWork()) {
    Schedule();
  } else if (!invocations_.empty()) {
    EndHung();
  }
  owner_.OnRoom();
}

void Instance::OnLost(const WorkerIsolate* isolate, uint32_t payer, int64_t cpu_nanos) {
  if (isolate_.get() != isolate || !away_) return;
  if (Invocation* invocation = Find(payer)) invocation->lost_cpu_nanos = cpu_nanos;
  if (!isolate->started()) {
    start_failure_ = StartFailure(isolate->termination());
    TellStartFailure();
    // They would only start it again.
    for (std::unique_ptr<Invocation>& invocation : TakeUnbegun()) {
      owner_.Refuse(std::move(invocation), *start_failure_);
    }
  }
  Condemn();
}

void Instance::WatchUnanswered() {
  if (invocations_.empty()) return opened_.clear();
  for (uint32_t id : std::exchange(opened_, {})) {
    Invocation* invocation = Find(id);
    if (invocation == nullptr) continue;
    if (invocation->scheduled) {
      SetDeadline(id, invocation->began_nanos, invocation->scheduled->wall_millis);
      continue;
    }
    if (invocation->response == Invocation::Response::kDone) continue;
    SetDeadline(id, invocation->began_nanos, version_->spec.limits.wall_millis);
    if (invocation->sink == nullptr) continue;  // its body is pumped, and its sink watched
    invocation->sink->OnDisconnect([weak = weak_.Get(), id] {
      if (weak) weak->OnDisconnect(id);
    });
  }
}

void Instance::OnDisconnect(uint32_t id) {
  Invocation* invocation = Find(id);
  if (invocation == nullptr || invocation->disconnected) return;
  // Who has called methods goes when it has what it wants; its messages say how they end.
  if (invocation->call && !invocation->call->method.empty()) {
    return SetDeadline(id, Now(), version_->spec.limits.wait_until_millis);
  }
  invocation->disconnected = true;
  if (invocation->response != Invocation::Response::kDone && !invocation->ending) {
    invocation->outcome = invocation->response == Invocation::Response::kNone
                              ? Outcome::kCanceled
                              : Outcome::kResponseStreamDisconnected;
  }
  SetDeadline(id, lane_.node.clock().MonotonicNanos(), version_->spec.limits.wait_until_millis);
  events_.push_back({Event::Kind::kDisconnect, id, id});
  Schedule();
}

std::unique_ptr<Invocation> Instance::Take(uint32_t id) {
  auto it = invocations_.find(id);
  std::unique_ptr<Invocation> invocation = std::move(it->second);
  invocations_.erase(it);
  if (invocation->socket_open) --open_sockets_;
  LetGoOfLane(*invocation);
  if (!timers_.empty()) timers_.StopAll(id);
  if (!deadlines_.empty()) deadlines_.Stop(id);
  if (invocations_.empty()) LaneGauges::Add(lane_.gauges->active, -1);
  lane_.turns.InvocationEnds();
  return invocation;
}

void Instance::Remove(uint32_t id) {
  std::unique_ptr<Invocation> invocation = Take(id);
  if (isolate_ != nullptr && away_) {
    graveyard_.emplace_back(id, std::move(invocation));
  } else if (isolate_ != nullptr) {
    isolate_->host().invocations.erase(id);
    isolate_->isolate().CloseScope(id);
  }
  owner_.OnRoom();
}

}  // namespace worker
