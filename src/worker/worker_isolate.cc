#include "src/worker/worker_isolate.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/base/thread_token.h"

namespace worker {
namespace {

constexpr int64_t kNanosPerMilli = 1'000'000;

constexpr int64_t kEnoughNanos = 1'000'000;

constexpr std::string_view kEntryNames[] = {
    "dispatchFetch",         "dispatchTimer",     "dispatchDisconnect", "forget",
    "dispatchSocketMessage", "dispatchSocketEnd", "dispatchScheduled",  "dispatchCall"};

bool IsOfSocket(const Event& event) {
  return event.kind == Event::Kind::kSocketMessage || event.kind == Event::Kind::kSocketEnd;
}

}  // namespace

WorkerIsolate::WorkerIsolate(Node& node, std::shared_ptr<const Version> version,
                             Node::Claimed claimed, Debuggee* debuggee)
    : node_(node),
      version_(std::move(version)),
      origin_nanos_(node.clock().MonotonicNanos()),
      isolate_(std::move(claimed.isolate)),
      start_kind_(claimed.kind),
      asked_nanos_(claimed.asked_nanos),
      debuggee_(debuggee) {
  if (debuggee_ != nullptr) isolate_->SetInspector(debuggee_->inspector);
  isolate_->SetHost(&host_);
  for (size_t i = 0; i < std::size(kEntryNames); ++i) entries_[i] = isolate_->Entry(kEntryNames[i]);
  host_.task_pool = &node.task_pool();
  host_.cache = node.options().cache;
  host_.worker = version_->spec.name;
  host_.grants = &version_->grants;
  host_.has_crons = !version_->spec.crons.empty();
  host_.time_origin_millis = node.clock().WallMillis();
}

WorkerIsolate::~WorkerIsolate() {
  isolate_->OnWork([] {});
  // What an outbox holds may still refer to the isolate.
  host_.outbox.clear();
  CountBytes(0);
  if (condemned_) --node_.meter().isolates_condemned;
  if (debuggee_ != nullptr && DisposeInspected()) return;
  node_.Dispose(std::move(isolate_));
}

bool WorkerIsolate::DisposeInspected() {
  if (!isolate_->IsInspected()) return false;
  debuggee_->thread.Post([&node = node_, isolate = std::move(isolate_)](Hand& hand) mutable {
    {
      engine::Budget unlimited;
      engine::Turn turn(*isolate, node.clock().WallMillis(), unlimited, {&hand.watch});
      turn.EndInspection(/*always=*/true);
    }
    hand.watch.homes().Leave(*isolate);
    node.Dispose(std::move(isolate));
  });
  return true;
}

void WorkerIsolate::CountBytes(size_t bytes) {
  if (bytes == counted_bytes_) return;
  node_.meter().heap_bytes += static_cast<int64_t>(bytes) - static_cast<int64_t>(counted_bytes_);
  counted_bytes_ = bytes;
}

void WorkerIsolate::Condemn() {
  if (!std::exchange(condemned_, true)) ++node_.meter().isolates_condemned;
}

bool WorkerIsolate::Run(Hand* hand, LaneHolder* holder) {
  const Limits& limits = version_->spec.limits;
  host_.now_millis =
      static_cast<double>(node_.clock().MonotonicNanos() - origin_nanos_) / kNanosPerMilli;
  next_event_.store(0, std::memory_order_relaxed);
  last_event_id_ = 0;
  engine::Budget start(limits.startup_cpu_millis * kNanosPerMilli);
  engine::Budget own(limits.cpu_millis * kNanosPerMilli);
  hand_ = hand;
  holder_ = holder;
  const engine::Watched watched = {hand != nullptr ? &hand->watch : nullptr,
                                   holder != nullptr ? this : nullptr,
                                   reinterpret_cast<uintptr_t>(version_->meter.get())};
  inside_->store(base::ThreadToken(), std::memory_order_relaxed);
  const bool was_started = started_;
  engine::Turn turn(*isolate_, node_.clock().WallMillis(), started_ ? own : start, watched);
  if (inspects_) turn.Inspect();
  if (!started_) Start(turn);
  if (started_) RunEvents(turn, own);
  TellRejections(turn, started_ ? own : start);
  if (inspects_) turn.EndInspection();
  inside_->store(nullptr, std::memory_order_relaxed);
  const bool astray = turn.End();
  CountBytes(isolate_->memory_bytes());
  if (started_ && !was_started && node_.options().on_start) {
    node_.options().on_start(version_, start_kind_, start.used_nanos());
  }
  if (!astray || holder == nullptr) return true;
  // What follows the end of an astray turn is ordered after OnLong by the watch's lock.
  if (come_home_ == nullptr) return true;
  std::exchange(come_home_, nullptr)(std::exchange(self_, nullptr));
  return false;
}

void WorkerIsolate::RunInspected(Hand& hand, bool goes_home) {
  inspects_ = true;
  Run(&hand, nullptr);
  inspects_ = false;
  // Other threads may enter it again.
  if (!isolate_->IsInspected()) hand.watch.homes().Leave(*isolate_);
  if (goes_home) std::exchange(come_home_, nullptr)(std::exchange(self_, nullptr));
}

void WorkerIsolate::Start(engine::Turn& turn) {
  start_exception_ =
      turn.Start(version_->graph, version_->spec.vars_json, version_->spec.bindings_json);
  started_ = !start_exception_ && termination() == engine::Termination::kNone;
  just_started_ = true;
  start_nanos_ = node_.clock().MonotonicNanos() - asked_nanos_;
}

void WorkerIsolate::RunEvents(engine::Turn& turn, engine::Budget& own) {
  payer_ = nullptr;
  turn.Charge(own);
  const auto payer = [&](uint32_t scope) -> engine::Budget* {
    Invocation* invocation = host_.Find(scope);
    Pay(turn, own, invocation, scope);
    return nullptr;
  };
  if (isolate_->HasWork()) turn.Drain(payer);
  // The rest of many events has a turn of its own: many short ones make no long turn.
  while (termination() == engine::Termination::kNone && turn.age_nanos() < kEnoughNanos) {
    const size_t next = next_event_.fetch_add(1, std::memory_order_acq_rel);
    if (next >= events_.size()) break;
    const Event& event = events_[next];
    Invocation* invocation = host_.Find(event.id);
    if (invocation == nullptr) continue;  // it has ended since
    last_event_id_ = event.id;
    if (IsOfSocket(event)) {
      // Each is paid for as a request is, however long the socket lasts.
      Pay(turn, own, nullptr, 0);
      invocation->budget.Renew();
    }
    if (event.kind == Event::Kind::kScheduled) {
      invocation->begun_nanos.store(node_.clock().MonotonicNanos(), std::memory_order_relaxed);
    }
    Pay(turn, own, invocation, event.id);
    RunEvent(turn, event);
    turn.Drain(payer);
  }
  Pay(turn, own, nullptr, 0);
}

void WorkerIsolate::Pay(engine::Turn& turn, engine::Budget& own, Invocation* payer, uint32_t id) {
  if (payer == payer_) return;
  turn.Charge(payer != nullptr ? payer->budget : own);
  if (payer_ != nullptr && payer_->budget.spent()) spent_.push_back(payer_id_);
  payer_ = payer;
  payer_id_.store(id, std::memory_order_relaxed);
}

void WorkerIsolate::RunEvent(engine::Turn& turn, const Event& event) {
  const engine::EntryPoint entry = entries_[static_cast<size_t>(event.kind)];
  std::optional<engine::Exception> exception = turn.Call(entry, event.id, event.argument);
  if (!exception || termination() != engine::Termination::kNone) return;
  host_.outbox.push_back(FailInvocation{event.id, exception->message, exception->stack});
  host_.outbox.push_back(SettleInvocation{event.id});
}

void WorkerIsolate::TellRejections(engine::Turn& turn, engine::Budget& own) {
  const auto payer = [&](uint32_t scope) -> engine::Budget* {
    Pay(turn, own, host_.Find(scope), scope);
    return nullptr;
  };
  for (const engine::UnhandledRejection& rejection : turn.TellRejections(payer)) {
    const engine::Exception& reason = rejection.reason;
    const std::string& text = reason.stack.empty() ? reason.message : reason.stack;
    const uint32_t id = rejection.scope != 0 ? rejection.scope : last_event_id_;
    host_.Log(id, "error", absl::StrCat("Uncaught (in promise) ", text));
  }
  Pay(turn, own, nullptr, 0);
}

void WorkerIsolate::OnWork(absl::AnyInvocable<void()> callback) {
  // In a turn nothing is to be done: it looks for work before it ends, and so does the lane then.
  isolate_->OnWork([inside = inside_, callback = std::move(callback)]() mutable {
    if (inside->load(std::memory_order_relaxed) != base::ThreadToken()) callback();
  });
}

void WorkerIsolate::OnParked(engine::Parked why) {
  --node_.meter().astray_threads;
  hand_->on_parked();
  node_.OnParked(version_->spec.name, why, isolate_->memory_bytes());
}

void WorkerIsolate::SendHome(ComeHome come_home, GiveUp give_up) {
  come_home_ = std::move(come_home);
  give_up_ = std::move(give_up);
  self_ = shared_from_this();
}

std::vector<Event> WorkerIsolate::TakeUnbegun() {
  const size_t begun = next_event_.exchange(SIZE_MAX / 2, std::memory_order_acq_rel);
  if (begun >= events_.size()) return {};
  return std::vector<Event>(events_.begin() + static_cast<ptrdiff_t>(begun), events_.end());
}

}  // namespace worker
