#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "src/loop/timer.h"
#include "src/worker/instance.h"
#include "src/worker/lane_parts.h"
#include "src/worker/placement.h"
#include "src/worker/service.h"
#include "src/worker/spec.h"

namespace worker {

// A version of a worker in a lane: its isolates, and the requests that wait for one. Bound to the
// lane.
class WorkerService : public Service, private InstanceOwner {
 public:
  // `lane` is borrowed.
  WorkerService(LaneParts& lane, std::shared_ptr<const Version> version);
  // Drops what waits and what is under way.
  ~WorkerService() override;

  // Evaluates the worker's top level in a first isolate now. An error's message has the
  // exception's stack.
  absl::Status Start();

  void Fetch(http::Request&& request, http::Responder&& responder) override;
  void Call(ServiceCall call, http::Request&& request, http::Responder&& responder) override;
  void Scheduled(ScheduledEvent event, ScheduledDone done) override;
  void Warm(std::string_view) override;
  size_t active() const override;

 private:
  // InstanceOwner
  void OnRoom() override;
  void TakeBack(std::vector<std::unique_ptr<Invocation>> invocations) override;
  void Refuse(std::unique_ptr<Invocation> invocation, Failure failure) override;

  // Runs the invocation, or has it wait, or refuses it.
  void Admit(std::unique_ptr<Invocation> invocation);

  using Views = absl::InlinedVector<IsolateView, 4>;
  // Whether PlaceRequest is the first and only isolate, as it nearly always is.
  bool TakesAll() const;
  Views ViewInstances() const;
  Demand ViewDemand() const;
  // Runs the invocation at `place`.
  void Run(const Place& place, std::unique_ptr<Invocation> invocation);
  void Wait(std::unique_ptr<Invocation> invocation);
  // Runs those that wait, as many as can.
  void Serve();
  void OnTimer();

  LaneParts& lane_;
  const std::shared_ptr<const Version> version_;
  std::vector<std::unique_ptr<Instance>> instances_;
  std::deque<std::unique_ptr<Invocation>> waiting_;
  bool serving_ = false;
  loop::Timer timer_;
};

}  // namespace worker
