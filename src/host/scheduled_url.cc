#include "src/host/scheduled_url.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "src/base/clock.h"
#include "src/host/cron_expression.h"
#include "src/host/query.h"

namespace host {
namespace {

constexpr std::string_view kOldName = "/__scheduled";
// The last time that a Date can have (ECMAScript, section 21.4.1.1).
constexpr int64_t kLastMillis = 8'640'000'000'000'000;

std::string_view PathOf(std::string_view target) { return target.substr(0, target.find('?')); }

void Send(http::Responder&& responder, int status, std::string_view type, std::string body) {
  http::ResponseHead head;
  head.status = status;
  head.headers.Add("content-type", type);
  responder->Send(std::move(head), base::Bytes(std::move(body)));
}

constexpr std::string_view kText = "text/plain;charset=UTF-8";

}  // namespace

bool IsScheduledUrl(std::string_view target, bool old_name) {
  const std::string_view path = PathOf(target);
  return path == "/cdn-cgi/local/scheduled" || path == "/cdn-cgi/handler/scheduled" ||
         path == "/cdn-cgi/mf/scheduled" || (old_name && path == kOldName);
}

void AnswerScheduledUrl(const http::RequestHead& head, http::Responder&& responder,
                        worker::Service* service) {
  const bool old_name = PathOf(head.target) == kOldName;
  if (service == nullptr) {
    return Send(std::move(responder), 500, kText, "The worker does not start.\n");
  }
  worker::ScheduledEvent event;
  event.worker = QueryValue(head.target, "worker").value_or("");
  event.cron = QueryValue(head.target, "cron").value_or("");
  auto millis = static_cast<int64_t>(base::Clock::Real().WallMillis());
  if (const std::optional<std::string> time = QueryValue(head.target, "time")) {
    if (!absl::SimpleAtoi(*time, &millis) || millis < 0 || millis > kLastMillis) {
      return Send(std::move(responder), 400, kText,
                  "\"time\" is no time; expected whole milliseconds since the epoch\n");
    }
  }
  event.scheduled_millis = static_cast<double>(millis);
  const absl::StatusOr<CronExpression> expression = CronExpression::Parse(event.cron);
  if (expression.ok()) event.cpu_millis = CronCpuMillis(*expression, millis / 1000);
  const bool as_json = QueryValue(head.target, "format") == "json";
  service->Scheduled(std::move(event), [responder = std::move(responder), as_json,
                                        old_name](worker::ScheduledResult result) mutable {
    const bool ok = result.outcome == worker::Outcome::kOk;
    const std::string_view outcome = worker::OutcomeName(result.outcome);
    if (as_json) {
      return Send(std::move(responder), ok ? 200 : 500, "application/json",
                  absl::StrCat("{\"outcome\":\"", outcome,
                               "\",\"noRetry\":", result.no_retry ? "true" : "false", "}"));
    }
    Send(std::move(responder), ok ? 200 : 500, kText,
         old_name && ok ? "Ran scheduled event" : std::string(outcome));
  });
}

}  // namespace host
