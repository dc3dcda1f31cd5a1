#include "src/host/dev_site.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "src/base/clock.h"
#include "src/host/error_page.h"
#include "src/host/own_host.h"
#include "src/host/scheduled_url.h"

namespace host {
namespace {

constexpr std::string_view kLocal = "/cdn-cgi/";
constexpr std::string_view kPages = "/cdn-cgi/local";

// Whether a person looks at the answer: a browser that goes to another page.
bool IsNavigation(const http::RequestHead& request) {
  const auto accept = request.headers.Get("accept");
  if (!accept || !absl::StrContainsIgnoreCase(*accept, "text/html")) return false;
  const auto destination = request.headers.Get("sec-fetch-dest");
  return !destination || *destination == "document" || *destination == "iframe";
}

// Whether a page of another site has a browser send it, as an image's URL has (Fetch Metadata,
// section 2.3). Such a request has no Origin.
bool IsFromOtherSite(const http::RequestHead& request) {
  return request.headers.Get("sec-fetch-site") == "cross-site";
}

void SendText(http::Responder&& responder, int status, std::string_view text) {
  http::ResponseHead head;
  head.status = status;
  head.headers.Add("content-type", "text/plain;charset=UTF-8");
  responder->Send(std::move(head), base::Bytes(std::string(text)));
}

}  // namespace

DevSite::DevSite(worker::Lane& lane, const engine::Snapshot& snapshot, DevSiteOptions options,
                 DevObserver& observer, Console& console)
    : lane_(lane), options_(std::move(options)), observer_(observer), console_(console) {
  if (options_.live_reload) {
    live_reload_.emplace(static_cast<uint64_t>(base::Clock::Real().WallMillis()));
  }
  lane_.SetDirectory(this);
  observer_.NameWorkers(options_.workers.size() > 1);
  if (options_.pages) pages_ = options_.pages(*this, lane_);
  observer_.SetEvents(pages_.get());
  // All of them are made at the same time.
  for (const DeployOptions& deploy : options_.workers) {
    const size_t number = workers_.size();
    workers_.push_back(
        std::make_unique<DevWorker>(lane_, snapshot, deploy, observer_, console_,
                                    [this, number] { OnChange(*workers_[number]); }));
  }
  while (!AllTried()) {
    lane_.loop().RunOnce(loop::Wait::kYes);
  }
}

DevSite::~DevSite() {
  observer_.SetEvents(nullptr);
  lane_.SetDirectory(nullptr);
}

bool DevSite::AllTried() const {
  return workers_.size() == options_.workers.size() &&
         absl::c_all_of(workers_, [](const auto& worker) { return worker->tried(); });
}

DevWorker* DevSite::Find(std::string_view worker) const {
  const auto found = absl::c_find_if(
      workers_, [worker](const auto& candidate) { return candidate->name() == worker; });
  return found != workers_.end() ? found->get() : nullptr;
}

void DevSite::Fetch(http::Request&& request, http::Responder&& responder) {
  if (absl::StartsWith(request.head.target, kLocal) && FetchLocal(request, responder)) return;
  DevWorker& main = *workers_.front();
  if (IsScheduledUrl(request.head.target, options_.test_scheduled)) {
    if (IsFromOtherSite(request.head)) {
      return SendText(std::move(responder), 403,
                      "The request comes from another site; expected one of this machine\n");
    }
    return AnswerScheduledUrl(request.head, std::move(responder),
                              main.current() != nullptr ? this : nullptr);
  }
  const bool error_is_overlaid = live_reload_.has_value() && main.current() != nullptr;
  if (live_reload_) live_reload_->Prepare(request.head, responder);
  const bool shows_error =
      main.error() != nullptr && !error_is_overlaid && IsNavigation(request.head);
  if (main.current() == nullptr || shows_error) {
    return AnswerWithError(main, request.head, std::move(responder));
  }
  // What a network at the edge says of the client; kept where the client plays one itself.
  if (!request.head.headers.Has("cf-connecting-ip")) {
    request.head.headers.Add("CF-Connecting-IP", request.head.peer_address);
  }
  main.current()->Fetch(std::move(request), std::move(responder));
}

bool DevSite::FetchLocal(http::Request& request, http::Responder& responder) {
  if (!IsForOwnHost(request.head, options_.address)) {
    SendText(std::move(responder), 403, "Invalid Host header");
    return true;
  }
  if (live_reload_ && live_reload_->Fetch(request.head, responder)) return true;
  if (IsScheduledUrl(request.head.target, false)) return false;
  return pages_ != nullptr && absl::StartsWith(request.head.target, kPages) &&
         pages_->Fetch(request, responder);
}

void DevSite::CallWorker(const std::string& worker, worker::ServiceCall call,
                         http::Request&& request, http::Responder&& responder) {
  DevWorker* found = Find(worker);
  if (found == nullptr) {
    return SendText(std::move(responder), 500,
                    absl::StrCat("There is no worker called \"", worker, "\".\n"));
  }
  if (found->current() == nullptr) {
    return AnswerWithError(*found, request.head, std::move(responder));
  }
  found->current()->Call(std::move(call), std::move(request), std::move(responder));
}

void DevSite::AnswerWithError(const DevWorker& worker, const http::RequestHead& request,
                              http::Responder&& responder) {
  ErrorReport report = *worker.error();
  report.request = absl::StrCat(request.method, " ", request.Url());
  std::string body;
  http::ResponseHead head = ErrorResponse(report, 500, request, &body);
  responder->Send(std::move(head), base::Bytes(std::move(body)));
  observer_.PrintRequest(worker.name(), request.method, request.target, 500, 0);
}

void DevSite::Scheduled(worker::ScheduledEvent event, worker::ScheduledDone done) {
  const DevWorker* worker = event.worker.empty() ? workers_.front().get() : Find(event.worker);
  if (worker == nullptr || worker->current() == nullptr) {
    return done({worker::Outcome::kScriptNotFound});
  }
  worker->current()->Scheduled(std::move(event), std::move(done));
}

void DevSite::OnChange(DevWorker& worker) {
  if (pages_ != nullptr) pages_->OnReload(worker.name(), worker.error());
  if (live_reload_) {
    if (worker.error() == nullptr) live_reload_->Tell(nullptr);
    for (const auto& one : workers_) {
      if (one->error() != nullptr) live_reload_->Tell(one->error());
    }
  }
  // Not before all names are known.
  if (!AllTried()) return;
  CheckNames();
  if (!options_.on_crons) return;
  std::vector<WorkerTriggers> triggers;
  for (const auto& one : workers_) {
    if (one->current() != nullptr) triggers.push_back({one->name(), one->triggers()});
  }
  options_.on_crons(std::move(triggers));
}

void DevSite::CheckNames() {
  std::string text;
  auto warn = [&](const DevWorker& worker, const auto&... words) {
    absl::StrAppend(&text, observer_.Prefix(worker.name()), console_.Paint("33", "warning"), ": ",
                    words..., "\n");
  };
  for (const auto& worker : workers_) {
    if (!worker->name().empty() && Find(worker->name()) != worker.get()) {
      warn(
          *worker, "another worker is called \"", worker->name(),
          "\", too; calls to it go to the first. Expected a name of its own in each configuration");
    }
    if (worker->version() == nullptr) continue;
    for (const worker::BindingSpec& binding : worker->version()->spec.bindings) {
      if (binding.kind != "service" || Find(binding.resource) != nullptr) continue;
      warn(*worker, "the service binding ", binding.name, " names the worker \"", binding.resource,
           "\", which does not run here: calls will fail. Give its configuration with another -c");
    }
  }
  if (text != told_names_) console_.Error(text);
  told_names_ = std::move(text);
}

void DevSite::Restart() {
  for (const auto& worker : workers_) worker->Restart();
}

void DevSite::Drain() {
  if (live_reload_) live_reload_->Drain();
  if (pages_ != nullptr) pages_->Drain();
  for (const auto& worker : workers_) worker->Drain();
}

}  // namespace host
