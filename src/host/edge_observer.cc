#include "src/host/edge_observer.h"

#include "absl/strings/str_cat.h"

namespace host {

int FailureStatus(worker::Outcome outcome) {
  switch (outcome) {
    case worker::Outcome::kExceededCpu:
    case worker::Outcome::kExceededMemory:
    case worker::Outcome::kExceededWallTime:
    case worker::Outcome::kLoadShed:
      return 503;
    case worker::Outcome::kScriptNotFound:
      return 404;
    default:
      return 500;
  }
}

void EdgeObserver::OnLog(const worker::LogLine& line) {
  console_.Error(absl::StrCat(
      "console worker=", line.worker, line.request_id.empty() ? "" : " request=", line.request_id,
      " level=", line.level, " text=", Quoted(Map(line.worker, line.text)), "\n"));
}

void EdgeObserver::OnFailure(std::string_view worker, const worker::Failure& failure) {
  console_.Error(absl::StrCat(
      "failure worker=", worker, failure.request_id.empty() ? "" : " request=", failure.request_id,
      " outcome=", worker::OutcomeName(failure.outcome), " message=", Quoted(failure.message),
      " stack=", Quoted(Map(worker, failure.stack)), "\n"));
}

std::string EdgeObserver::Map(std::string_view worker, std::string_view text) const {
  const auto found = maps_.find(worker);
  return found != maps_.end() ? MapPlaces(text, *found->second) : std::string(text);
}

http::ResponseHead EdgeObserver::FailurePage(const worker::Failure& failure,
                                             const http::RequestHead& request, std::string* body) {
  http::ResponseHead head;
  head.status = FailureStatus(failure.outcome);
  head.headers.Add("content-type", "text/plain;charset=UTF-8");
  head.headers.Add("cache-control", "no-store");
  *body = absl::StrCat(http::ReasonPhrase(head.status), "\n");
  if (!failure.request_id.empty()) {
    head.headers.Add("x-request-id", failure.request_id);
    absl::StrAppend(body, "Request ID: ", failure.request_id, "\n");
  }
  return head;
}

}  // namespace host
