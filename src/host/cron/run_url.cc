#include "src/host/cron/run_url.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"
#include "src/host/query.h"

namespace host {
namespace {

// The last time that a Date can have (ECMAScript, section 21.4.1.1).
constexpr int64_t kLastMillis = 8'640'000'000'000'000;

void Send(http::Responder&& responder, int status, std::string_view type, std::string body) {
  http::ResponseHead head;
  head.status = status;
  head.headers.Add("content-type", type);
  head.headers.Add("cache-control", "no-store");
  if (status == 405) head.headers.Add("allow", "POST");
  responder->Send(std::move(head), base::Bytes(std::move(body)));
}

void Refuse(http::Responder&& responder, int status, std::string_view why) {
  Send(std::move(responder), status, "text/plain; charset=utf-8", absl::StrCat(why, "\n"));
}

std::string ToJson(const worker::ScheduledResult& result) {
  return nlohmann::ordered_json({{"outcome", worker::OutcomeName(result.outcome)},
                                 {"noRetry", result.no_retry},
                                 {"wall_ms", static_cast<double>(result.wall_nanos) / 1e6},
                                 {"cpu_ms", static_cast<double>(result.cpu_nanos) / 1e6},
                                 {"request", worker::RequestIdText(result.request)}})
             .dump() +
         "\n";
}

}  // namespace

void AnswerCronRun(const http::RequestHead& head, http::Responder&& responder,
                   CronScheduler* scheduler) {
  if (head.method != "POST") {
    return Refuse(std::move(responder), 405,
                  absl::StrCat("The method is ", head.method, "; expected POST."));
  }
  // Browsers send it with every POST; nobody else needs to.
  if (head.headers.Has("origin")) {
    return Refuse(std::move(responder), 403, "The request has an Origin; expected none.");
  }
  std::optional<int64_t> millis;
  if (const std::optional<std::string> time = QueryValue(head.target, "time")) {
    if (!absl::SimpleAtoi(*time, &millis.emplace()) || *millis < 0 || *millis > kLastMillis) {
      return Refuse(std::move(responder), 400,
                    "\"time\" is no time; expected whole milliseconds since the epoch");
    }
  }
  if (scheduler == nullptr) {
    return Refuse(std::move(responder), 503, "This process runs no crons.");
  }
  // Shared with what refuses it: only one of the two has it in the end.
  auto answer = std::make_shared<http::Responder>(std::move(responder));
  const absl::Status status = scheduler->RunByHand(
      QueryValue(head.target, "worker").value_or(""), QueryValue(head.target, "cron").value_or(""),
      millis, [answer](worker::ScheduledResult result) {
        Send(std::move(*answer), 200, "application/json", ToJson(result));
      });
  if (!status.ok()) {
    Refuse(std::move(*answer), absl::IsNotFound(status) ? 404 : 503, status.message());
  }
}

}  // namespace host
