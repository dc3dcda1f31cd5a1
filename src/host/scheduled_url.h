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
// as {outcome, noRetry}. `worker=` in the query names one of several workers of `service`, which is
// null where no worker could run. Whether the request is from this machine the caller has looked
// at.
void AnswerScheduledUrl(const http::RequestHead& head, http::Responder&& responder,
                        worker::Service* service);

}  // namespace host
