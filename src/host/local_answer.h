#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "src/base/bytes.h"
#include "src/http/message.h"
#include "src/http/responder.h"

namespace host {

// The head of an answer of /cdn-cgi/local/, which no other site may show, read or keep.
http::ResponseHead LocalHead(int status, std::string_view type);

void SendJson(http::Responder&& responder, int status, std::string json);
// {"error": ...}
void SendError(http::Responder&& responder, int status, std::string_view message);
// The same for `problem`, which is not OK: 400, 404, 409, 507 or 500.
void SendError(http::Responder&& responder, const absl::Status& problem);
// 405; `allow`: "GET, HEAD".
void SendWrongMethod(http::Responder&& responder, std::string_view method, std::string_view allow);

}  // namespace host
