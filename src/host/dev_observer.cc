#include "src/host/dev_observer.h"

#include <algorithm>
#include <cmath>
#include <iterator>

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

void DevObserver::OnLog(const worker::LogLine& line) {
  const LogLevel level = ParseLogLevel(line.level).value_or(LogLevel::kLog);
  if (level < level_) return;
  const std::string text = maps_ != nullptr ? MapPlaces(line.text, *maps_) : std::string(line.text);
  if (json()) {
    const std::string entry = ConsoleLine(line, text, LogFormat::kJson);
    level < LogLevel::kWarn ? console_.Out(entry) : console_.Error(entry);
  } else if (level < LogLevel::kWarn) {
    console_.Out(absl::StrCat(text, "\n"));
  } else {
    const std::string_view colour = level == LogLevel::kWarn ? "33" : "31";
    console_.Error(absl::StrCat(console_.Paint(colour, text), "\n"));
  }
}

void DevObserver::OnFailure(std::string_view worker, const worker::Failure& failure) {
  if (level_ > LogLevel::kError) return;
  const ErrorReport report = ReportFailure(failure, graph(), maps_.get());
  console_.Error(json() ? FailureLine(worker, failure, report.stack, LogFormat::kJson)
                        : RenderText(report, &console_));
}

void DevObserver::OnReport(const worker::Report& report) {
  if (json()) return console_.Out(InvocationLine(report, LogFormat::kJson));
  std::string line = RequestText(report.method, report.target, report.status);
  if (report.outcome != worker::Outcome::kOk) {
    absl::StrAppend(&line, " ", worker::OutcomeName(report.outcome));
  }
  absl::StrAppend(&line, " (", std::llround(Millis(report.wall_nanos)), "ms, ",
                  ShortMillis(Millis(report.cpu_nanos)), "ms CPU)\n");
  console_.Out(line);
}

std::string DevObserver::RequestText(std::string_view method, std::string_view target,
                                     int status) const {
  std::string text = absl::StrCat(method, " ", OneLine(target));
  if (status == 0) return text;
  const std::string answer = absl::StrCat(status, " ", http::ReasonPhrase(status));
  return absl::StrCat(text, " ", console_.Paint(ColourOf(status), answer));
}

void DevObserver::PrintRequest(std::string_view method, std::string_view target, int status,
                               double millis) {
  if (level_ > LogLevel::kLog) return;
  if (json()) {
    const LogEntry entry{"request",
                         {{"method", method},
                          {"target", LogEntry::Text{target}},
                          {"status", int64_t{status}},
                          {"wall_us", int64_t{std::llround(millis * 1e3)}}}};
    return console_.Out(FormatLine(entry, LogFormat::kJson));
  }
  console_.Out(
      absl::StrCat(RequestText(method, target, status), " (", std::llround(millis), "ms)\n"));
}

http::ResponseHead DevObserver::FailurePage(const worker::Failure& failure,
                                            const http::RequestHead& request, std::string* body) {
  http::ResponseHead head = ErrorResponse(ReportFailure(failure, graph(), maps_.get()),
                                          FailureStatus(failure.outcome), request, body);
  AddFailureFields(failure, head.headers);
  return head;
}

}  // namespace host
