#pragma once

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "src/http/body.h"
#include "src/http/client.h"
#include "src/http/message.h"

namespace http {

// Whether a request that failed on a connection may be sent on another one.
struct ClientRetry {
  enum class How {
    kNot,
    kAgain,  // the server has not seen it, or it does no harm twice
    kHttp1,  // the same, and HTTP/1.1 is wanted
  };
  How how = How::kNot;
  Body body;  // the request's, if it has one
};

// How a request went as far as its response's head.
using ClientRetryCallback =
    absl::AnyInvocable<void(absl::StatusOr<ClientResponse>, ClientRetry retry)>;

// Whether a request may be sent again though the server may have acted on it (RFC 9110, section
// 9.2.2).
inline bool IsIdempotent(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "PUT" ||
         method == "DELETE" || method == "TRACE";
}

}  // namespace http
