#pragma once

#include <string_view>

#include "src/http/message.h"
#include "src/http/responder.h"
#include "src/worker/service.h"

namespace host {

// The URLs by which people have a worker's scheduled() handler run while they write it:
// /cdn-cgi/local/scheduled?cron=&time=&format=json, its older names /cdn-cgi/handler/scheduled and
// /cdn-cgi/mf/scheduled, and, where `old_name` says so, /__scheduled.
bool IsScheduledUrl(std::string_view target, bool old_name);

// Answers a request for one of them when the event is over: 200 or 500 with the outcome, as text or
// as {outcome, noRetry}. `service` null: there is no worker that could run. /cdn-cgi answers only
// requests whose Host and Origin are this machine's own: 403 otherwise (DNS rebinding).
void AnswerScheduledUrl(const http::RequestHead& head, http::Responder&& responder,
                        worker::Service* service);

}  // namespace host
