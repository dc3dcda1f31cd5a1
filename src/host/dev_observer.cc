#include "src/host/dev_observer.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "src/host/edge_observer.h"
#include "src/host/error_page.h"

namespace host {
namespace {

constexpr std::string_view kLevels[] = {"debug", "info", "log", "warn", "error", "none"};

std::string_view ColourOf(int status) {
  if (status >= 500) return "31";
  if (status >= 400) return "33";
  return status >= 300 ? "36" : "32";
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
  if (level < LogLevel::kWarn) {
    console_.Out(absl::StrCat(text, "\n"));
  } else {
    const std::string_view colour = level == LogLevel::kWarn ? "33" : "31";
    console_.Error(absl::StrCat(console_.Paint(colour, text), "\n"));
  }
}

void DevObserver::OnFailure(std::string_view worker, const worker::Failure& failure) {
  if (level_ <= LogLevel::kError) {
    console_.Error(RenderText(ReportFailure(failure, graph(), maps_.get()), &console_));
  }
}

void DevObserver::OnReport(const worker::Report& report) {
  if (report.status == 0) {
    if (level_ > LogLevel::kLog) return;
    console_.Out(absl::StrCat(report.method, " ", OneLine(report.target), " ",
                              worker::OutcomeName(report.outcome), "\n"));
    return;
  }
  PrintRequest(report.method, report.target, report.status,
               static_cast<double>(report.wall_nanos) / 1e6);
}

void DevObserver::PrintRequest(std::string_view method, std::string_view target, int status,
                               double millis) {
  if (level_ > LogLevel::kLog) return;
  const std::string answer = absl::StrCat(status, " ", http::ReasonPhrase(status));
  console_.Out(absl::StrCat(method, " ", OneLine(target), " ",
                            console_.Paint(ColourOf(status), answer), " (",
                            static_cast<int64_t>(std::llround(millis)), "ms)\n"));
}

http::ResponseHead DevObserver::FailurePage(const worker::Failure& failure,
                                            const http::RequestHead& request, std::string* body) {
  return ErrorResponse(ReportFailure(failure, graph(), maps_.get()), FailureStatus(failure.outcome),
                       request, body);
}

}  // namespace host
