#include "src/worker/instance.h"

#include <algorithm>
#include <random>
#include <utility>

#include "absl/strings/str_cat.h"

namespace worker {
namespace {

constexpr int64_t kNanosPerMilli = 1'000'000;
constexpr int kMaxTurnsInARow = 8;

uint64_t RandomSeed() {
  std::random_device device;
  return uint64_t{device()} << 32 | device();
}

std::string WithStack(const engine::Exception& exception) {
  const std::string described = exception.Describe();
  return exception.stack.empty() ? described : absl::StrCat(described, "\n", exception.stack);
}

}  // namespace

Instance::Instance(const engine::Snapshot& snapshot, const base::Clock& clock, Observer& observer,
                   loop::Loop& loop, TurnQueue& turns, std::shared_ptr<const Version> version)
    : snapshot_(snapshot),
      clock_(clock),
      observer_(observer),
      loop_(loop),
      turns_(turns),
      version_(std::move(version)),
      origin_nanos_(clock.MonotonicNanos()),
      request_id_seed_(RandomSeed()),
      loop_timer_(loop) {
  host_.time_origin_millis = clock.WallMillis();
}

Instance::~Instance() {
  if (scheduled_) turns_.Remove(this);
  // What the invocations hold may still refer to the isolate.
  const size_t open = host_.invocations.size();
  host_.invocations.clear();
  host_.outbox.clear();
  isolate_.reset();
  for (size_t i = 0; i < open; ++i) turns_.InvocationEnds();
}

absl::Status Instance::Start() {
  isolate_ = engine::Isolate::New(snapshot_, {});
  isolate_->SetHost(&host_);
  dispatch_fetch_ = isolate_->Entry("dispatchFetch");
  dispatch_timer_ = isolate_->Entry("dispatchTimer");
  dispatch_disconnect_ = isolate_->Entry("dispatchDisconnect");
  forget_ = isolate_->Entry("forget");
  {
    engine::Turn turn(*isolate_, clock_.WallMillis(), own_budget_);
    start_exception_ = turn.Start(version_->graph, version_->spec.vars_json);
    TakeRejections(turn, 0);
  }
  Flush();
  if (start_exception_) {
    isolate_.reset();
    return absl::InvalidArgumentError(WithStack(*start_exception_));
  }
  isolate_->OnWork([this, weak = weak_.Get()] {
    if (std::this_thread::get_id() == owner_) return Schedule();
    loop_.Post([weak] {
      if (weak) weak->Schedule();
    });
  });
  return absl::OkStatus();
}

void Instance::Deliver(http::Request&& request, http::Responder&& responder) {
  CheckThread();
  deliveries_.push_back(std::make_unique<Invocation>(std::move(request), std::move(responder),
                                                     clock_.MonotonicNanos()));
  Schedule();
}

void Instance::Schedule() {
  if (scheduled_) return;
  scheduled_ = true;
  turns_.Add(this);
}

void Instance::RunTurn() {
  if (isolate_ == nullptr && !start_exception_) {
    const absl::Status status = Start();
    if (!status.ok()) {
      observer_.OnFailure(version_->spec.name, {Outcome::kException, start_exception_->message,
                                                std::string(status.message()), ""});
    }
  }
  if (start_exception_) {
    scheduled_ = false;
    return RefuseDeliveries();
  }
  // What a turn asks of the lane is often there at once: then there is no need to look for I/O in
  // between.
  for (int turns = 0; turns < kMaxTurnsInARow && HasWork(); ++turns) {
    OpenInvocations();
    RunEvents();
    WatchUnanswered();
  }
  scheduled_ = false;
  if (HasWork()) return Schedule();
  if (!host_.invocations.empty()) EndHung();
}

bool Instance::HasWork() const {
  return !deliveries_.empty() || !events_.empty() || isolate_->HasWork();
}

void Instance::RefuseDeliveries() {
  for (const std::unique_ptr<Invocation>& delivery : std::exchange(deliveries_, {})) {
    const Failure failure = {Outcome::kException, start_exception_->message,
                             start_exception_->stack, ""};
    std::string body;
    http::ResponseHead head = observer_.FailurePage(failure, delivery->head, &body);
    Report report;
    report.worker = version_->spec.name;
    report.method = delivery->head.method;
    report.target = delivery->head.target;
    report.status = head.status;
    report.outcome = failure.outcome;
    delivery->sink->Send(std::move(head), base::Bytes(std::move(body)));
    if (observer_.WantsReport(report.outcome)) observer_.OnReport(report);
  }
}

void Instance::OpenInvocations() {
  for (std::unique_ptr<Invocation>& delivery : deliveries_) {
    const uint32_t id = isolate_->OpenScope();
    host_.invocations.emplace(id, std::move(delivery));
    turns_.InvocationBegins();
    events_.push_back({dispatch_fetch_, id, id});
    opened_.push_back(id);
  }
  deliveries_.clear();
}

void Instance::RunEvents() {
  std::vector<Event> events = std::exchange(events_, {});
  host_.now_millis = static_cast<double>(clock_.MonotonicNanos() - origin_nanos_) / kNanosPerMilli;
  {
    engine::Turn turn(*isolate_, clock_.WallMillis(), own_budget_);
    if (isolate_->HasWork()) turn.Drain();
    for (const Event& event : events) RunEvent(turn, event);
    turn.Charge(own_budget_);
    TakeRejections(turn, events.empty() ? 0 : events.back().id);
  }
  Flush();
  // Keeps its memory for the next turn.
  if (events_.empty()) {
    events.clear();
    events_ = std::move(events);
  }
}

void Instance::RunEvent(engine::Turn& turn, const Event& event) {
  Invocation* invocation = host_.Find(event.id);
  if (invocation == nullptr) return;  // it has ended since
  turn.Charge(invocation->budget);
  std::optional<engine::Exception> exception = turn.Call(event.entry, event.id, event.argument);
  turn.Drain();
  if (!exception) return;
  host_.outbox.push_back(FailInvocation{event.id, exception->message, exception->stack});
  host_.outbox.push_back(SettleInvocation{event.id});
}

void Instance::TakeRejections(engine::Turn& turn, uint32_t id) {
  for (const engine::Exception& exception : turn.TakeUnhandledRejections()) {
    const std::string& text = exception.stack.empty() ? exception.message : exception.stack;
    host_.outbox.push_back(WriteLog{id, "error", absl::StrCat("Uncaught (in promise) ", text)});
  }
}

void Instance::WatchUnanswered() {
  if (host_.invocations.empty()) return opened_.clear();
  for (uint32_t id : opened_) {
    Invocation* invocation = host_.Find(id);
    if (invocation == nullptr || invocation->sink == nullptr) continue;
    invocation->sink->OnDisconnect([weak = weak_.Get(), id] {
      if (weak) weak->OnDisconnect(id);
    });
  }
  opened_.clear();
}

void Instance::OnDisconnect(uint32_t id) {
  Invocation* invocation = host_.Find(id);
  if (invocation == nullptr || invocation->disconnected) return;
  invocation->disconnected = true;
  if (invocation->response != Invocation::Response::kDone) {
    invocation->outcome = invocation->response == Invocation::Response::kNone
                              ? Outcome::kCanceled
                              : Outcome::kResponseStreamDisconnected;
  }
  events_.push_back({dispatch_disconnect_, id, id});
  Schedule();
}

void Instance::EndHung() {
  if (isolate_->pending() > 0 || !timers_.empty() || !deliveries_.empty()) return;
  std::vector<uint32_t> hung;
  for (const auto& [id, invocation] : host_.invocations) {
    if (!invocation->settled) hung.push_back(id);
  }
  if (hung.empty()) return;
  {
    engine::Turn turn(*isolate_, clock_.WallMillis(), own_budget_);
    for (uint32_t id : hung) turn.Call(forget_, id, id);
  }
  for (uint32_t id : hung) {
    Invocation* invocation = host_.Find(id);
    if (invocation == nullptr) continue;
    if (invocation->response == Invocation::Response::kNone) {
      Fail(id, *invocation, Outcome::kException,
           "The worker will never answer: its fetch handler waits for a promise that nothing is "
           "left to settle.",
           "");
    } else if (invocation->sink != nullptr) {
      Fail(id, *invocation, Outcome::kException,
           "The response's body will never end: its stream waits for something that nothing is "
           "left to do.",
           "");
    } else {
      WriteLog line = {
          id, "warn",
          "A promise given to waitUntil() will never settle: nothing is left to do it."};
      Do(line);
    }
    invocation->settled = true;
    EndIfOver(id, *invocation);
  }
}

void Instance::ArmTimer() {
  const std::optional<int64_t> next = timers_.NextNanos();
  if (!next) return loop_timer_.Stop();
  const int64_t wait = std::max<int64_t>(0, *next - clock_.MonotonicNanos());
  loop_timer_.Start((wait + kNanosPerMilli - 1) / kNanosPerMilli, [this] { OnTimer(); });
}

void Instance::OnTimer() {
  for (const TimerQueue::Due& due : timers_.TakeDue(clock_.MonotonicNanos())) {
    events_.push_back({dispatch_timer_, due.invocation, due.timer});
  }
  if (!events_.empty()) Schedule();
  ArmTimer();
}

uint64_t Instance::RequestNumber(uint32_t id) const {
  return request_id_seed_ + id * uint64_t{0x9e3779b97f4a7c15};
}

std::string Instance::RequestId(uint32_t id) const {
  return id == 0 ? "" : RequestIdText(RequestNumber(id));
}

}  // namespace worker
