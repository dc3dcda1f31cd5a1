#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "src/base/weak.h"
#include "src/host/version_source.h"
#include "src/worker/lane_port.h"
#include "src/worker/outcome.h"
#include "src/worker/service.h"

namespace host {

// Which worker serves an authority, by name; a name that no worker has: none. Any thread.
using Route = std::function<std::string(std::string_view authority)>;

// Hands a request to the worker that its Host chooses; a host that nobody serves: 404. A worker
// gets its service at its first request in this lane, which waits while the worker is deployed.
// Bound to its lane's thread.
class HostRouter : public worker::Service, public worker::Directory {
 public:
  // How many requests wait for one worker to be deployed; more are answered with 503.
  static constexpr size_t kMostWaiting = 1'000;

  // Makes a service in this lane.
  using MakeService =
      std::function<std::unique_ptr<worker::Service>(std::shared_ptr<const worker::Version>)>;

  // References are borrowed. `versions` may call back after the router is gone.
  HostRouter(std::shared_ptr<worker::LanePort> port, Route route, VersionSource& versions,
             MakeService make, worker::Observer& observer);

  void Fetch(http::Request&& request, http::Responder&& responder) override;
  // Goes to the worker that the event names.
  void Scheduled(worker::ScheduledEvent event, worker::ScheduledDone done) override;
  void Warm(std::string_view worker) override;

  // worker::Directory
  bool Has(const std::string& worker) const override { return versions_.Has(worker); }
  void CallWorker(const std::string& worker, worker::ServiceCall call, http::Request&& request,
                  http::Responder&& responder) override;

 private:
  // A request or event that waits: takes the worker's service, or null and why there is none.
  using Waiting = absl::AnyInvocable<void(worker::Service*, const absl::Status&)>;
  struct Worker {
    std::unique_ptr<worker::Service> service;  // null until it is deployed
    std::vector<Waiting> waiting;              // not empty: a deployment is under way
  };

  // The worker's service in this lane; null until it has one.
  worker::Service* Find(std::string_view name) const;
  // The first request of a worker in this lane, and those that follow before it is deployed.
  // `call`: what another worker asks; nullopt: it is a request from outside.
  void RunFirst(const std::string& name, std::optional<worker::ServiceCall> call,
                http::Request&& request, http::Responder&& responder);
  // Makes the worker's service now, if it is deployed; null: it is not.
  worker::Service* FindReady(const std::string& name);
  // Whether one more may wait for the worker.
  bool HasRoom(const std::string& name);
  void Wait(const std::string& name, Waiting waiting);
  void AskFor(const std::string& name);
  void OnDeployed(const std::string& name, absl::StatusOr<VersionSource::VersionPtr> version);
  void Refuse(worker::Failure failure, const http::Request& request, http::Responder&& responder);

  const Route route_;
  VersionSource& versions_;
  const MakeService make_;
  worker::Observer& observer_;
  absl::flat_hash_map<std::string, Worker> workers_;
  const std::shared_ptr<worker::LanePort> port_;
  base::WeakOwner<HostRouter> weak_{this};
};

}  // namespace host
