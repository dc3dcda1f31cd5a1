#include "src/host/dev_observer.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/host/error_page.h"
#include "src/host/failure_answer.h"
#include "src/host/log_lines.h"

namespace host {
namespace {

constexpr std::string_view kLevels[] = {"debug", "info", "log", "warn", "error", "none"};

std::string_view ColourOf(int status) {
  if (status >= 500) return "31";
  if (status >= 400) return "33";
  return status >= 300 ? "36" : "32";
}

double Millis(int64_t nanos) { return static_cast<double>(nanos) / 1e6; }

// Two digits that say something: "0.04", "3.1", "52".
std::string ShortMillis(double millis) {
  const double steps = millis < 1 ? 100 : 10;
  return millis < 10 ? absl::StrCat(std::round(millis * steps) / steps)
                     : absl::StrCat(std::llround(millis));
}

}  // namespace

std::optional<LogLevel> ParseLogLevel(std::string_view name) {
  const auto* found = std::find(std::begin(kLevels), std::end(kLevels), name);
  if (found == std::end(kLevels)) return std::nullopt;
  return static_cast<LogLevel>(found - std::begin(kLevels));
}

void DevObserver::SetVersion(std::shared_ptr<const worker::Version> version,
                             std::shared_ptr<const SourceMaps> maps) {
  Sources& sources = sources_[version->spec.name];
  sources.version = std::move(version);
  sources.maps = std::move(maps);
}

const DevObserver::Sources* DevObserver::Find(std::string_view worker) const {
  const auto found = sources_.find(worker);
  if (found != sources_.end()) return &found->second;
  // Where it is not known whose a failure is, and there is one worker.
  return sources_.size() == 1 ? &sources_.begin()->second : nullptr;
}

std::string DevObserver::Prefix(std::string_view worker) const {
  if (!named_ || worker.empty()) return "";
  return absl::StrCat(console_.Paint("34", absl::StrCat("[", worker, "]")), " ");
}

void DevObserver::OnLog(const worker::LogLine& line) {
  const Sources* sources = Find(line.worker);
  const std::string text = sources != nullptr && sources->maps != nullptr
                               ? MapPlaces(line.text, *sources->maps)
                               : std::string(line.text);
  if (events_ != nullptr) events_->OnLog({line.worker, line.request_id, line.level, text});
  const LogLevel level = ParseLogLevel(line.level).value_or(LogLevel::kLog);
  if (level < level_) return;
  if (json()) {
    const std::string entry = ConsoleLine(line, text, LogFormat::kJson);
    level < LogLevel::kWarn ? console_.Out(entry) : console_.Error(entry);
  } else if (level < LogLevel::kWarn) {
    console_.Out(absl::StrCat(Prefix(line.worker), text, "\n"));
  } else {
    const std::string_view colour = level == LogLevel::kWarn ? "33" : "31";
    console_.Error(absl::StrCat(Prefix(line.worker), console_.Paint(colour, text), "\n"));
  }
}

ErrorReport DevObserver::Report(std::string_view worker, const worker::Failure& failure) const {
  const Sources* sources = Find(worker);
  if (sources == nullptr) return ReportFailure(failure, nullptr);
  return ReportFailure(failure, &sources->version->graph, sources->maps.get());
}

void DevObserver::OnFailure(std::string_view worker, const worker::Failure& failure) {
  failed_request_ = failure.request_id;
  failed_worker_ = worker;
  const ErrorReport report = Report(worker, failure);
  if (events_ != nullptr) events_->OnFailure(worker, failure, report);
  if (level_ > LogLevel::kError) return;
  console_.Error(json() ? FailureLine(worker, failure, report.stack, LogFormat::kJson)
                        : absl::StrCat(Prefix(worker), RenderText(report, &console_)));
}

void DevObserver::PrintStartError(std::string_view worker, const ErrorReport& report) {
  if (level_ > LogLevel::kError) return;
  console_.Error(absl::StrCat(Prefix(worker), RenderText(report, &console_)));
}

void DevObserver::PrintNote(std::string_view worker, std::string_view text) {
  if (level_ > LogLevel::kLog) return;
  console_.Out(absl::StrCat(Prefix(worker), text, "\n"));
}

void DevObserver::OnReport(const worker::Report& report) {
  if (events_ != nullptr) events_->OnRequest(report);
  if (!PrintsRequest(report.outcome)) return;
  if (json()) return console_.Out(InvocationLine(report, LogFormat::kJson));
  std::string line =
      absl::StrCat(Prefix(report.worker), RequestText(report.method, report.target, report.status));
  if (report.outcome != worker::Outcome::kOk) {
    absl::StrAppend(&line, " ", worker::OutcomeName(report.outcome));
  }
  absl::StrAppend(&line, " (", std::llround(Millis(report.wall_nanos)), "ms, ",
                  ShortMillis(Millis(report.cpu_nanos)), "ms CPU");
  if (report.subrequests > 0) {
    absl::StrAppend(&line, ", ", report.subrequests, " subrequest",
                    report.subrequests == 1 ? "" : "s");
  }
  if (report.kv_operations > 0) absl::StrAppend(&line, ", ", report.kv_operations, " KV");
  console_.Out(line + ")\n");
}

std::string DevObserver::RequestText(std::string_view method, std::string_view target,
                                     int status) const {
  std::string text = absl::StrCat(method, " ", OneLine(target));
  if (status == 0) return text;
  const std::string answer = absl::StrCat(status, " ", http::ReasonPhrase(status));
  return absl::StrCat(text, " ", console_.Paint(ColourOf(status), answer));
}

void DevObserver::PrintRequest(std::string_view worker, std::string_view method,
                               std::string_view target, int status, double millis) {
  if (level_ > LogLevel::kLog) return;
  if (json()) {
    const LogEntry entry{"request",
                         {{"method", method},
                          {"target", LogEntry::Text{target}},
                          {"status", int64_t{status}},
                          {"wall_us", int64_t{std::llround(millis * 1e3)}}}};
    return console_.Out(FormatLine(entry, LogFormat::kJson));
  }
  console_.Out(absl::StrCat(Prefix(worker), RequestText(method, target, status), " (",
                            std::llround(millis), "ms)\n"));
}

http::ResponseHead DevObserver::FailurePage(const worker::Failure& failure,
                                            const http::RequestHead& request, std::string* body) {
  const std::string_view worker =
      failure.request_id == failed_request_ ? std::string_view(failed_worker_) : "";
  ErrorReport report = Report(worker, failure);
  report.request = absl::StrCat(request.method, " ", request.Url());
  http::ResponseHead head = ErrorResponse(report, FailureStatus(failure.outcome), request, body);
  AddFailureFields(failure, head.headers);
  return head;
}

}  // namespace host
