#pragma once

#include <string_view>

#include "src/host/cron/scheduler.h"
#include "src/http/message.h"
#include "src/http/responder.h"

namespace host {

// What the admin port has a cron run by: POST /cron/run?worker=NAME&cron=EXPRESSION&time=MILLIS.
inline constexpr std::string_view kCronRunPath = "/cron/run";

// Answers such a request when the run is over: 200 with {worker, outcome, noRetry, ...} as JSON,
// whatever the outcome; 404 where there is no such worker or cron, 400 for a time that is none, 405
// for a method other than POST, 403 for one that a page has made. `scheduler` null: this process
// runs no crons, which is 503.
void AnswerCronRun(const http::RequestHead& head, http::Responder&& responder,
                   CronScheduler* scheduler);

}  // namespace host
