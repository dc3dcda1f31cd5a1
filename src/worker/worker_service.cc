#include "src/worker/worker_service.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace worker {
namespace {

constexpr int64_t kNanosPerMilli = 1'000'000;
// How often those that wait are looked at when nothing else happens.
constexpr int64_t kLookMillis = 5;

Failure ShedFailure() {
  return {Outcome::kLoadShed, "Too many requests wait for this worker.", "", "", Limit::kQueue};
}

}  // namespace

WorkerService::WorkerService(LaneParts& lane, std::shared_ptr<const Version> version)
    : lane_(lane), version_(std::move(version)), timer_(lane.loop) {}

WorkerService::~WorkerService() {
  serving_ = true;  // nothing is served any more
  instances_.clear();
  for (std::unique_ptr<Invocation>& invocation : waiting_) {
    invocation = nullptr;
    lane_.turns.InvocationEnds();
  }
  LaneGauges::Add(lane_.gauges->queued, -static_cast<int64_t>(waiting_.size()));
}

absl::Status WorkerService::Start() {
  instances_.push_back(
      std::make_unique<Instance>(lane_, version_, static_cast<InstanceOwner&>(*this)));
  return instances_.front()->Start();
}

void WorkerService::Fetch(http::Request&& request, http::Responder&& responder) {
  auto invocation = std::make_unique<Invocation>(
      std::move(request), std::move(responder), lane_.NextRequestNumber(),
      lane_.node.clock().MonotonicNanos(), version_->spec.limits);
  Admit(std::move(invocation));
}

void WorkerService::Call(ServiceCall call, http::Request&& request, http::Responder&& responder) {
  auto invocation = std::make_unique<Invocation>(
      std::move(request), std::move(responder), lane_.NextRequestNumber(),
      lane_.node.clock().MonotonicNanos(), version_->spec.limits);
  invocation->call = std::move(call);
  Admit(std::move(invocation));
}

void WorkerService::Scheduled(ScheduledEvent event, ScheduledDone done) {
  Admit(std::make_unique<Invocation>(std::move(event), std::move(done), lane_.NextRequestNumber(),
                                     lane_.node.clock().MonotonicNanos(), version_->spec.limits));
}

void WorkerService::Warm(std::string_view) {
  if (!instances_.empty() && instances_.front()->view().started) return;
  if (lane_.node.EvictionsWanted() > 0) return;
  if (instances_.empty()) {
    instances_.push_back(
        std::make_unique<Instance>(lane_, version_, static_cast<InstanceOwner&>(*this)));
  }
  instances_.front()->Warm();
}

size_t WorkerService::active() const {
  size_t count = waiting_.size();
  for (const auto& instance : instances_) count += instance->view().running;
  return count;
}

void WorkerService::Admit(std::unique_ptr<Invocation> invocation) {
  lane_.turns.InvocationBegins();
  invocation->paused_nanos = lane_.node.PausedNanos();
  if (TakesAll()) return instances_.front()->Deliver(std::move(invocation));
  const Place place = PlaceRequest(ViewInstances(), ViewDemand());
  switch (place.placement) {
    case Placement::kRun:
    case Placement::kStart:
      return Run(place, std::move(invocation));
    case Placement::kWait:
      return Wait(std::move(invocation));
    case Placement::kShed:
      return Refuse(std::move(invocation), ShedFailure());
  }
}

bool WorkerService::TakesAll() const {
  if (instances_.size() != 1 || !waiting_.empty()) return false;
  const IsolateView view = instances_.front()->view();
  return view.started && !view.away &&
         view.running < static_cast<size_t>(version_->spec.limits.concurrency);
}

WorkerService::Views WorkerService::ViewInstances() const {
  Views views;
  for (const auto& instance : instances_) views.push_back(instance->view());
  return views;
}

Demand WorkerService::ViewDemand() const {
  const Limits& limits = version_->spec.limits;
  Demand demand;
  demand.waiting = waiting_.size();
  demand.overdue =
      !waiting_.empty() && lane_.node.clock().MonotonicNanos() - waiting_.front()->began_nanos >=
                               lane_.node.options().overflow_nanos;
  demand.concurrency = limits.concurrency;
  demand.queue = limits.queue;
  demand.max_isolates = static_cast<size_t>(lane_.node.options().isolates_per_worker);
  return demand;
}

void WorkerService::Run(const Place& place, std::unique_ptr<Invocation> invocation) {
  if (place.placement == Placement::kStart) {
    instances_.push_back(
        std::make_unique<Instance>(lane_, version_, static_cast<InstanceOwner&>(*this)));
  }
  instances_[place.index]->Deliver(std::move(invocation));
}

void WorkerService::Wait(std::unique_ptr<Invocation> invocation) {
  waiting_.push_back(std::move(invocation));
  LaneGauges::Add(lane_.gauges->queued, 1);
  if (!timer_.active()) timer_.Start(kLookMillis, [this] { OnTimer(); });
}

void WorkerService::Serve() {
  if (serving_) return;
  serving_ = true;
  while (!waiting_.empty()) {
    const Place place = PlaceWaiting(ViewInstances(), ViewDemand());
    if (place.placement == Placement::kWait) break;
    std::unique_ptr<Invocation> first = std::move(waiting_.front());
    waiting_.pop_front();
    LaneGauges::Add(lane_.gauges->queued, -1);
    Run(place, std::move(first));
  }
  serving_ = false;
}

void WorkerService::OnTimer() {
  Serve();
  // Nobody waits for longer than a request may take.
  const int64_t now = lane_.node.clock().MonotonicNanos();
  const int64_t patience = version_->spec.limits.wall_millis * kNanosPerMilli;
  const int64_t paused = lane_.node.PausedNanos();
  while (!waiting_.empty() &&
         now - waiting_.front()->began_nanos - (paused - waiting_.front()->paused_nanos) >=
             patience) {
    std::unique_ptr<Invocation> first = std::move(waiting_.front());
    waiting_.pop_front();
    LaneGauges::Add(lane_.gauges->queued, -1);
    Refuse(std::move(first), ShedFailure());
  }
  if (!waiting_.empty()) timer_.Start(kLookMillis, [this] { OnTimer(); });
}

void WorkerService::OnRoom() {
  if (!waiting_.empty()) Serve();
}

void WorkerService::TakeBack(std::vector<std::unique_ptr<Invocation>> invocations) {
  LaneGauges::Add(lane_.gauges->queued, static_cast<int64_t>(invocations.size()));
  waiting_.insert(waiting_.begin(), std::make_move_iterator(invocations.begin()),
                  std::make_move_iterator(invocations.end()));
  if (!timer_.active()) timer_.Start(kLookMillis, [this] { OnTimer(); });
  Serve();
}

void WorkerService::Refuse(std::unique_ptr<Invocation> invocation, Failure failure) {
  Observer& observer = lane_.node.observer();
  failure.request_id = RequestIdText(invocation->number);
  // It is no secret of the worker's where it fails to start: the log has it.
  if (failure.outcome == Outcome::kException) failure.stack.clear();
  std::string body;
  http::ResponseHead head;
  if (!invocation->scheduled) head = observer.FailurePage(failure, invocation->head, &body);
  Report report;
  report.worker = version_->spec.name;
  report.version = version_->id;
  report.request = invocation->number;
  if (invocation->call) report.caller = invocation->call->caller;
  report.method = invocation->head.method;
  report.target = invocation->head.target;
  report.status = invocation->scheduled ? 0 : head.status;
  report.outcome = failure.outcome;
  report.limit = failure.limit;
  report.wall_nanos = lane_.node.clock().MonotonicNanos() - invocation->began_nanos;
  if (invocation->scheduled) {
    observer.OnFailure(version_->spec.name, failure);
    invocation->on_scheduled(
        {failure.outcome, invocation->no_retry, invocation->number, 0, report.wall_nanos, 0});
  } else {
    invocation->sink->Send(std::move(head), base::Bytes(std::move(body)));
  }
  version_->meter->Count(report);
  if (observer.WantsReport(report.outcome)) observer.OnReport(report);
  invocation = nullptr;
  lane_.turns.InvocationEnds();
}

}  // namespace worker
