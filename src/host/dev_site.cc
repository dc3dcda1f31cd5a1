#include "src/host/dev_site.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "src/host/scheduled_url.h"

namespace host {
namespace {

constexpr int64_t kPollMillis = 300;
constexpr size_t kMaxRetired = 4;
constexpr const char* kDoesNotStart = "The worker does not start";

ErrorReport ReportOf(const DeployError& error) {
  ErrorReport report;
  report.heading = kDoesNotStart;
  report.message = error.message;
  if (!error.exception.has_value()) return report;
  report.message = error.exception->message;
  report.stack = error.exception->stack;
  report.file = error.exception->file;
  report.line = error.exception->line;
  report.column = error.exception->column;
  report.source_line = error.exception->source_line;
  return report;
}

// A report of a worker whose top level throws. The status's message is "file:line:column: " and
// what was thrown, then indented lines: the source line, the stack.
ErrorReport ReportStart(const absl::Status& status, const Deployment& deployment) {
  worker::Failure failure;
  failure.stack = std::string(status.message());
  failure.message =
      MapPlaces(failure.stack.substr(0, failure.stack.find("\n    ")), *deployment.source_maps);
  ErrorReport report =
      ReportFailure(failure, &deployment.version->graph, deployment.source_maps.get());
  report.heading = kDoesNotStart;
  std::string_view message = report.message;
  if (absl::ConsumePrefix(&message, absl::StrCat(PlaceOf(report), ": "))) {
    report.message = std::string(message);
  }
  return report;
}

}  // namespace

DevSite::DevSite(worker::Lane& lane, const engine::Snapshot& snapshot, DeployOptions options,
                 bool test_scheduled, OnCrons on_crons, DevObserver& observer, Console& console)
    : lane_(lane),
      snapshot_(snapshot),
      options_(std::move(options)),
      test_scheduled_(test_scheduled),
      on_crons_(std::move(on_crons)),
      observer_(observer),
      console_(console),
      timer_(lane.loop()) {
  lane_.SetDirectory(this);
  Load();
  timer_.Start(kPollMillis, [this] { Poll(); });
}

void DevSite::Fetch(http::Request&& request, http::Responder&& responder) {
  if (IsScheduledUrl(request.head.target, test_scheduled_)) {
    return AnswerScheduledUrl(request.head, std::move(responder), current_.get());
  }
  if (current_ != nullptr) {
    current_->Fetch(std::move(request), std::move(responder));
    return;
  }
  AnswerWithError(request.head, std::move(responder));
}

void DevSite::CallWorker(const std::string&, worker::ServiceCall call, http::Request&& request,
                         http::Responder&& responder) {
  if (current_ == nullptr) return AnswerWithError(request.head, std::move(responder));
  current_->Call(std::move(call), std::move(request), std::move(responder));
}

void DevSite::AnswerWithError(const http::RequestHead& request, http::Responder&& responder) {
  std::string body;
  http::ResponseHead head = ErrorResponse(error_, 500, request, &body);
  responder->Send(std::move(head), base::Bytes(std::move(body)));
  observer_.PrintRequest(request.method, request.target, 500, 0);
}

void DevSite::Scheduled(worker::ScheduledEvent event, worker::ScheduledDone done) {
  if (current_ == nullptr) return done({worker::Outcome::kScriptNotFound});
  current_->Scheduled(std::move(event), std::move(done));
}

void DevSite::Load() {
  std::variant<Deployment, DeployError> result = Deploy(snapshot_, options_);
  if (auto* error = std::get_if<DeployError>(&result)) {
    std::vector<std::filesystem::path> files = std::move(error->files);
    files.insert(files.end(), last_good_.begin(), last_good_.end());
    watch_.Watch(files);
    Fail(ReportOf(*error));
    return;
  }
  auto& deployment = std::get<Deployment>(result);
  watch_.Watch(deployment.files);
  Start(std::move(deployment));
}

void DevSite::Start(Deployment deployment) {
  for (const std::string& warning : deployment.warnings) {
    console_.Error(absl::StrCat(console_.Paint("33", "warning"), ": ", warning, "\n"));
  }
  observer_.SetVersion(deployment.version, deployment.source_maps);
  name_ = deployment.version->spec.name;
  absl::StatusOr<std::unique_ptr<worker::Service>> service =
      lane_.NewStartedService(deployment.version);
  last_good_ = std::move(deployment.files);
  if (!service.ok()) return Fail(ReportStart(service.status(), deployment));
  Retire();
  current_ = *std::move(service);
  if (on_crons_) on_crons_(deployment.version->spec.name, deployment.triggers);
}

void DevSite::Fail(ErrorReport report) {
  Retire();
  if (on_crons_) on_crons_("", {});
  error_ = std::move(report);
  console_.Error(RenderText(error_, &console_));
}

// The old version finishes what it has begun; past a few versions, the oldest is cut off.
void DevSite::Retire() {
  if (current_ == nullptr) return;
  retired_.push_back(std::move(current_));
  if (retired_.size() > kMaxRetired) retired_.erase(retired_.begin());
}

void DevSite::Poll() {
  timer_.Start(kPollMillis, [this] { Poll(); });
  if (lane_.active() == 0) retired_.clear();
  if (!watch_.Changed()) return;
  console_.Out("Reloading local server...\n");
  Load();
  if (current_ != nullptr) console_.Out("Local server updated and ready\n");
}

}  // namespace host
