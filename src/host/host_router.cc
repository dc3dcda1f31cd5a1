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

void HostRouter::Fetch(http::Request&& request, http::Responder&& responder) {
  std::string name = route_(request.head.authority);
  auto found = workers_.find(name);
  if (found != workers_.end() && found->second.service != nullptr) {
    found->second.service->Fetch(std::move(request), std::move(responder));
    return;
  }
  FetchFirst(std::move(name), std::move(request), std::move(responder));
}

void HostRouter::FetchFirst(std::string name, http::Request&& request,
                            http::Responder&& responder) {
  if (!versions_.Has(name)) {
    http::ResponseHead head;
    head.status = 404;
    head.headers.Add("content-type", "text/plain;charset=UTF-8");
    responder->Send(std::move(head),
                    base::Bytes(absl::StrCat("No worker serves the host ",
                                             Quoted(request.head.authority), ".\n")));
    return;
  }
  Worker& worker = workers_[name];
  if (!worker.waiting.empty()) {
    if (worker.waiting.size() >= kMostWaiting) {
      worker::Failure failure{worker::Outcome::kLoadShed,
                              "too many requests wait for the worker to be deployed", "", ""};
      failure.limit = worker::Limit::kQueue;
      return Refuse(std::move(failure), request, std::move(responder));
    }
    worker.waiting.push_back({std::move(request), std::move(responder)});
    return;
  }
  if (VersionSource::VersionPtr version = versions_.Ready(name)) {
    worker.service = make_(std::move(version));
    worker.service->Fetch(std::move(request), std::move(responder));
    return;
  }
  worker.waiting.push_back({std::move(request), std::move(responder)});
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
    for (Waiting& one : waiting) {
      worker.service->Fetch(std::move(one.request), std::move(one.responder));
    }
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
