#include "src/host/failure_answer.h"

#include "absl/strings/str_cat.h"

namespace host {

using worker::Limit;
using worker::Outcome;

int FailureStatus(Outcome outcome) {
  switch (outcome) {
    case Outcome::kExceededCpu:
    case Outcome::kExceededMemory:
    case Outcome::kExceededWallTime:
    case Outcome::kLoadShed:
      return 503;
    case Outcome::kScriptNotFound:
      return 404;
    default:
      return 500;
  }
}

std::string_view LimitSentence(const worker::Failure& failure) {
  switch (failure.outcome) {
    case Outcome::kExceededCpu:
      return failure.limit == Limit::kStartupCpu ? "Worker exceeded startup CPU time limit."
                                                 : "Worker exceeded CPU time limit.";
    case Outcome::kExceededMemory:
      return "Worker exceeded memory limit.";
    case Outcome::kExceededWallTime:
      return failure.limit == Limit::kWaitUntil ? "Worker exceeded waitUntil time limit."
                                                : "Worker exceeded wall time limit.";
    case Outcome::kLoadShed:
      return "Worker has too many requests waiting.";
    default:
      return "";
  }
}

int ErrorCode(Outcome outcome) {
  switch (outcome) {
    case Outcome::kException:
      return 1101;
    case Outcome::kExceededCpu:
    case Outcome::kExceededMemory:
      return 1102;
    default:
      return 0;
  }
}

void AddFailureFields(const worker::Failure& failure, http::HeaderList& headers) {
  if (failure.outcome == Outcome::kLoadShed) headers.Add("retry-after", "1");
  if (!failure.request_id.empty()) headers.Add("x-request-id", failure.request_id);
}

http::ResponseHead PlainFailurePage(const worker::Failure& failure, std::string* body) {
  http::ResponseHead head;
  head.status = FailureStatus(failure.outcome);
  head.headers.Add("content-type", "text/plain;charset=UTF-8");
  head.headers.Add("cache-control", "no-store");
  AddFailureFields(failure, head.headers);
  const std::string_view limit = LimitSentence(failure);
  *body = absl::StrCat(limit.empty() ? http::ReasonPhrase(head.status) : limit, "\n");
  const int code = limit.empty() ? 0 : ErrorCode(failure.outcome);
  if (code != 0) absl::StrAppend(body, "Error code: ", code, "\n");
  if (!failure.request_id.empty()) {
    absl::StrAppend(body, "Request ID: ", failure.request_id, "\n");
  }
  return head;
}

}  // namespace host
