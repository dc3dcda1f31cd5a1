#include "src/host/host_router.h"

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "src/host/console.h"

namespace host {

// The way to the lane's loop for threads that deploy, for as long as the router is there.
class HostRouter::Mailbox {
 public:
  explicit Mailbox(loop::Loop& loop) : loop_(&loop) {}

  // Runs `task` on the lane, or never. // any thread
  void Post(absl::AnyInvocable<void()> task) {
    absl::MutexLock lock(mutex_);
    if (loop_ != nullptr) loop_->Post(std::move(task));
  }
  void Close() {
    absl::MutexLock lock(mutex_);
    loop_ = nullptr;
  }

 private:
  absl::Mutex mutex_;
  loop::Loop* loop_ ABSL_GUARDED_BY(mutex_);
};

HostRouter::HostRouter(loop::Loop& loop, Route route, VersionSource& versions, MakeService make,
                       worker::Observer& observer)
    : route_(std::move(route)),
      versions_(versions),
      make_(std::move(make)),
      observer_(observer),
      mailbox_(std::make_shared<Mailbox>(loop)) {}

HostRouter::~HostRouter() { mailbox_->Close(); }

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
  versions_.Deploy(name, [mailbox = mailbox_, weak = weak_.Get(),
                          name](absl::StatusOr<VersionSource::VersionPtr> version) {
    mailbox->Post([weak, name, version = std::move(version)]() mutable {
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
