#include "src/host/host_router.h"

#include "absl/strings/str_cat.h"
#include "src/host/console.h"

namespace host {

HostRouter::HostRouter(std::shared_ptr<worker::LanePort> port, Route route, VersionSource& versions,
                       MakeService make, worker::Observer& observer)
    : route_(std::move(route)),
      versions_(versions),
      make_(std::move(make)),
      observer_(observer),
      port_(std::move(port)) {}

void HostRouter::Waiting::RunIn(worker::Service& service) && {
  if (!call) return service.Fetch(std::move(request), std::move(responder));
  service.Call(*std::move(call), std::move(request), std::move(responder));
}

void HostRouter::Fetch(http::Request&& request, http::Responder&& responder) {
  const std::string name = route_(request.head.authority);
  auto found = workers_.find(name);
  if (found != workers_.end() && found->second.service != nullptr) {
    found->second.service->Fetch(std::move(request), std::move(responder));
    return;
  }
  if (versions_.Has(name)) {
    return RunFirst(name, {std::move(request), std::move(responder), std::nullopt});
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
  Waiting one = {std::move(request), std::move(responder), std::move(call)};
  auto found = workers_.find(name);
  if (found != workers_.end() && found->second.service != nullptr) {
    return std::move(one).RunIn(*found->second.service);
  }
  RunFirst(name, std::move(one));
}

void HostRouter::RunFirst(const std::string& name, Waiting one) {
  Worker& worker = workers_[name];
  if (!worker.waiting.empty()) {
    if (worker.waiting.size() >= kMostWaiting) {
      worker::Failure failure{worker::Outcome::kLoadShed,
                              "too many requests wait for the worker to be deployed", "", ""};
      failure.limit = worker::Limit::kQueue;
      return Refuse(std::move(failure), one.request, std::move(one.responder));
    }
    worker.waiting.push_back(std::move(one));
    return;
  }
  if (VersionSource::VersionPtr version = versions_.Ready(name)) {
    worker.service = make_(std::move(version));
    return std::move(one).RunIn(*worker.service);
  }
  worker.waiting.push_back(std::move(one));
  AskFor(name);
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
    worker::Service& service = *worker.service;
    for (Waiting& one : waiting) std::move(one).RunIn(service);
    return;
  }
  workers_.erase(name);
  for (Waiting& one : waiting) {
    Refuse({worker::Outcome::kInternalError, std::string(version.status().message()), "", ""},
           one.request, std::move(one.responder));
  }
}

void HostRouter::Refuse(worker::Failure failure, const http::Request& request,
                        http::Responder&& responder) {
  std::string body;
  http::ResponseHead head = observer_.FailurePage(failure, request.head, &body);
  responder->Send(std::move(head), base::Bytes(std::move(body)));
}

}  // namespace host
