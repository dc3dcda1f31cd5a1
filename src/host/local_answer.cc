#include "src/host/local_answer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "src/host/local_json.h"

namespace host {
namespace {

int StatusOf(const absl::Status& problem) {
  switch (problem.code()) {
    case absl::StatusCode::kInvalidArgument:
      return 400;
    case absl::StatusCode::kNotFound:
      return 404;
    case absl::StatusCode::kAlreadyExists:
      return 409;
    case absl::StatusCode::kResourceExhausted:
      return 507;
    default:
      return 500;
  }
}

}  // namespace

http::ResponseHead LocalHead(int status, std::string_view type) {
  http::ResponseHead head;
  head.status = status;
  head.headers.Add("content-type", type);
  head.headers.Add("cache-control", "no-store");
  head.headers.Add("x-content-type-options", "nosniff");
  head.headers.Add("cross-origin-resource-policy", "same-origin");
  head.headers.Add("referrer-policy", "no-referrer");
  return head;
}

void SendJson(http::Responder&& responder, int status, std::string json) {
  responder->Send(LocalHead(status, "application/json"), base::Bytes(std::move(json)));
}

void SendError(http::Responder&& responder, int status, std::string_view message) {
  SendJson(std::move(responder), status, ErrorJson(message));
}

void SendError(http::Responder&& responder, const absl::Status& problem) {
  SendError(std::move(responder), StatusOf(problem), problem.message());
}

void SendWrongMethod(http::Responder&& responder, std::string_view method, std::string_view allow) {
  http::ResponseHead head = LocalHead(405, "application/json");
  head.headers.Add("allow", allow);
  responder->Send(
      std::move(head),
      base::Bytes(ErrorJson(absl::StrCat("The method is ", method, "; expected ", allow, "."))));
}

}  // namespace host
