#include "src/host/host_router.h"

#include "absl/strings/str_cat.h"
#include "src/host/console.h"

namespace host {
namespace {

void Run(worker::Service& service, std::optional<worker::ServiceCall> call, http::Request&& request,
         http::Responder&& responder) {
  if (!call) return service.Fetch(std::move(request), std::move(responder));
  service.Call(*std::move(call), std::move(request), std::move(responder));
}

}  // namespace

HostRouter::HostRouter(std::shared_ptr<worker::LanePort> port, Route route, VersionSource& versions,
                       MakeService make, worker::Observer& observer)
    : route_(std::move(route)),
      versions_(versions),
      make_(std::move(make)),
      observer_(observer),
      port_(std::move(port)) {}

worker::Service* HostRouter::Find(std::string_view name) const {
  const auto found = workers_.find(name);
  return found != workers_.end() ? found->second.service.get() : nullptr;
}

void HostRouter::Fetch(http::Request&& request, http::Responder&& responder) {
  const std::string name = route_(request.head.authority);
  if (worker::Service* service = Find(name)) {
    service->Fetch(std::move(request), std::move(responder));
    return;
  }
  if (versions_.Has(name)) {
    return RunFirst(name, std::nullopt, std::move(request), std::move(responder));
  }
  http::ResponseHead head;
  head.status = 404;
  head.headers.Add("content-type", "text/plain;charset=UTF-8");
  responder->Send(std::move(head),
                  base::Bytes(absl::StrCat("No worker serves the host ",
                                           Quoted(request.head.authority), ".\n")));
}

void HostRouter::CallWorker(const std::string& name, worker::ServiceCall call,
                            http::Request&& request, http::Responder&& responder) {
  if (worker::Service* service = Find(name)) {
    return service->Call(std::move(call), std::move(request), std::move(responder));
  }
  RunFirst(name, std::move(call), std::move(request), std::move(responder));
}

void HostRouter::RunFirst(const std::string& name, std::optional<worker::ServiceCall> call,
                          http::Request&& request, http::Responder&& responder) {
  if (worker::Service* service = FindReady(name)) {
    return Run(*service, std::move(call), std::move(request), std::move(responder));
  }
  if (!HasRoom(name)) {
    worker::Failure failure{worker::Outcome::kLoadShed,
                            "too many requests wait for the worker to be deployed", "", ""};
    failure.limit = worker::Limit::kQueue;
    return Refuse(std::move(failure), request, std::move(responder));
  }
  Wait(name, [this, call = std::move(call), request = std::move(request),
              responder = std::move(responder)](worker::Service* service,
                                                const absl::Status& status) mutable {
    if (service != nullptr) {
      return Run(*service, std::move(call), std::move(request), std::move(responder));
    }
    Refuse({worker::Outcome::kInternalError, std::string(status.message()), "", ""}, request,
           std::move(responder));
  });
}

void HostRouter::Scheduled(worker::ScheduledEvent event, worker::ScheduledDone done) {
  const std::string name = event.worker;
  if (worker::Service* service = Find(name)) {
    return service->Scheduled(std::move(event), std::move(done));
  }
  if (!versions_.Has(name)) return done({worker::Outcome::kScriptNotFound});
  if (worker::Service* service = FindReady(name)) {
    return service->Scheduled(std::move(event), std::move(done));
  }
  if (!HasRoom(name)) return done({worker::Outcome::kLoadShed});
  Wait(name, [event = std::move(event), done = std::move(done)](worker::Service* service,
                                                                const absl::Status&) mutable {
    if (service != nullptr) return service->Scheduled(std::move(event), std::move(done));
    done({worker::Outcome::kInternalError});
  });
}

void HostRouter::Warm(std::string_view worker) {
  const std::string name(worker);
  worker::Service* service = Find(name);
  if (service == nullptr && versions_.Has(name)) service = FindReady(name);
  if (service != nullptr) return service->Warm(worker);
  if (!versions_.Has(name) || !HasRoom(name)) return;
  Wait(name, [name](worker::Service* deployed, const absl::Status&) {
    if (deployed != nullptr) deployed->Warm(name);
  });
}

worker::Service* HostRouter::FindReady(const std::string& name) {
  const auto found = workers_.find(name);
  if (found != workers_.end() && !found->second.waiting.empty()) return nullptr;
  VersionSource::VersionPtr version = versions_.Ready(name);
  if (version == nullptr) return nullptr;
  Worker& worker = workers_[name];
  worker.service = make_(std::move(version));
  return worker.service.get();
}

bool HostRouter::HasRoom(const std::string& name) {
  return workers_[name].waiting.size() < kMostWaiting;
}

void HostRouter::Wait(const std::string& name, Waiting waiting) {
  Worker& worker = workers_[name];
  worker.waiting.push_back(std::move(waiting));
  if (worker.waiting.size() == 1) AskFor(name);
}

void HostRouter::AskFor(const std::string& name) {
  versions_.Deploy(name, [port = port_, weak = weak_.Get(),
                          name](absl::StatusOr<VersionSource::VersionPtr> version) {
    port->Post([weak, name, version = std::move(version)]() mutable {
      if (HostRouter* router = weak.get()) router->OnDeployed(name, std::move(version));
    });
  });
}

void HostRouter::OnDeployed(const std::string& name,
                            absl::StatusOr<VersionSource::VersionPtr> version) {
  Worker& worker = workers_[name];
  std::vector<Waiting> waiting = std::exchange(worker.waiting, {});
  if (version.ok()) {
    worker.service = make_(*std::move(version));
    worker::Service* const service = worker.service.get();
    for (Waiting& one : waiting) one(service, absl::OkStatus());
    return;
  }
  workers_.erase(name);
  for (Waiting& one : waiting) one(nullptr, version.status());
}

void HostRouter::Refuse(worker::Failure failure, const http::Request& request,
                        http::Responder&& responder) {
  std::string body;
  http::ResponseHead head = observer_.FailurePage(failure, request.head, &body);
  responder->Send(std::move(head), base::Bytes(std::move(body)));
}

}  // namespace host
