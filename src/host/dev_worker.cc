#include "src/host/dev_worker.h"

#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace host {
namespace {

// How often it is looked whether a version that was replaced has finished.
constexpr int64_t kRetiredMillis = 20;
// More versions wait for some of these to finish.
constexpr size_t kMaxRetired = 32;
// After which a bundler is not waited for when files have changed once more.
constexpr int64_t kPatienceMillis = 5'000;
// A build that writes to files that it reads changes nothing by that; this often it is believed to.
constexpr int kMaxSameResults = 3;
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

std::string KeyOf(const DevBuild::Result& result) {
  const auto* error = std::get_if<DeployError>(&result);
  if (error != nullptr) return absl::StrCat("error ", error->message);
  return absl::StrCat("version ", std::get<Deployment>(result).version->id);
}

}  // namespace

DevWorker::DevWorker(worker::Lane& lane, const engine::Snapshot& snapshot, DeployOptions options,
                     DevObserver& observer, Console& console, std::function<void()> on_change)
    : lane_(lane),
      observer_(observer),
      console_(console),
      on_change_(std::move(on_change)),
      retired_timer_(lane.loop()),
      watch_(lane.loop(), [this] { OnChange(); }) {
  auto done = [port = lane.port(), weak = weak_.Get()](DevBuild::Result result) {
    port->Post([weak, result = std::move(result)]() mutable {
      if (weak) weak->OnBuilt(std::move(result));
    });
  };
  build_ = std::make_unique<DevBuild>(snapshot, std::move(options), spawner_, std::move(done));
  Build();
}

DevWorker::~DevWorker() = default;

void DevWorker::Restart() {
  if (drained_) return;
  last_key_.clear();
  OnChange();
}

void DevWorker::Drain() {
  drained_ = true;
  spawner_.Close();
}

void DevWorker::Build() {
  (void)watch_.Changed();
  changed_ = false;
  building_ = true;
  build_began_millis_ = lane_.loop().NowMillis();
  build_->Start();
}

void DevWorker::OnChange() {
  if (drained_) return;
  if (building_ || retired_.size() >= kMaxRetired) {
    changed_ = true;
    const bool hangs = lane_.loop().NowMillis() - build_began_millis_ > kPatienceMillis;
    if (building_ && hangs) spawner_.EndAll();
    return;
  }
  same_results_ = 0;
  observer_.PrintNote(name_, "Reloading local server...");
  Build();
}

void DevWorker::OnBuilt(DevBuild::Result result) {
  building_ = false;
  if (drained_ && tried_) return;
  const auto* error = std::get_if<DeployError>(&result);
  std::vector<std::filesystem::path> files =
      error != nullptr ? error->files : std::get<Deployment>(result).files;
  if (error != nullptr) files.insert(files.end(), last_good_.begin(), last_good_.end());
  watch_.Watch(files);
  const std::string key = KeyOf(result);
  const bool same = key == last_key_ && tried_;
  const bool again = watch_.Changed() || changed_;
  // What it is made of was read before the change.
  if (!same || same_results_ == 0) Take(std::move(result));
  last_key_ = key;
  if (!again) return;
  same_results_ = same ? same_results_ + 1 : 1;
  if (same_results_ <= kMaxSameResults) Build();
}

void DevWorker::Take(DevBuild::Result result) {
  const bool first = !std::exchange(tried_, true);
  if (auto* error = std::get_if<DeployError>(&result)) {
    Fail(ReportOf(*error));
  } else {
    Start(std::move(std::get<Deployment>(result)));
  }
  if (!first && error() == nullptr) observer_.PrintNote(name_, "Local server updated and ready");
  on_change_();
}

void DevWorker::Start(Deployment deployment) {
  if (deployment.warnings != warnings_) {
    for (const std::string& warning : deployment.warnings) {
      console_.Error(absl::StrCat(observer_.Prefix(deployment.version->spec.name),
                                  console_.Paint("33", "warning"), ": ", warning, "\n"));
    }
    warnings_ = std::move(deployment.warnings);
  }
  observer_.SetVersion(deployment.version, deployment.source_maps);
  absl::StatusOr<std::unique_ptr<worker::Service>> service =
      lane_.NewStartedService(deployment.version);
  last_good_ = std::move(deployment.files);
  if (current_ == nullptr) name_ = deployment.version->spec.name;
  if (!service.ok()) {
    Fail(ReportStart(service.status(), deployment));
    // Errors are those of the version that goes on.
    if (version_ != nullptr) observer_.SetVersion(version_, maps_);
    return;
  }
  if (current_ != nullptr) Retire(std::move(current_));
  current_ = *std::move(service);
  version_ = std::move(deployment.version);
  maps_ = std::move(deployment.source_maps);
  triggers_ = std::move(deployment.triggers);
  bindings_ = std::move(deployment.bindings);
  name_ = version_->spec.name;
  error_.reset();
}

void DevWorker::Fail(ErrorReport report) {
  observer_.PrintStartError(name_, report);
  if (current_ != nullptr) {
    observer_.PrintNote(name_, "The version before goes on until this is mended");
  }
  error_ = std::move(report);
}

void DevWorker::Retire(std::unique_ptr<worker::Service> service) {
  if (service->active() == 0) return;
  retired_.push_back(std::move(service));
  if (!retired_timer_.active()) retired_timer_.Start(kRetiredMillis, [this] { DropRetired(); });
}

void DevWorker::DropRetired() {
  std::erase_if(retired_, [](const auto& service) { return service->active() == 0; });
  if (!retired_.empty()) retired_timer_.Start(kRetiredMillis, [this] { DropRetired(); });
  if (changed_ && !building_ && retired_.size() < kMaxRetired) OnChange();
}

}  // namespace host
