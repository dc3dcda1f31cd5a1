#pragma once

#include <string>
#include <string_view>

#include "src/http/message.h"
#include "src/worker/outcome.h"

namespace host {

// The status of the answer to a request whose invocation ended with `outcome`: 503 for a limit,
// 404 for a worker that is not there, else 500.
int FailureStatus(worker::Outcome outcome);

// What is said of a limit that ended an invocation: "Worker exceeded CPU time limit."; "" when
// none did.
std::string_view LimitSentence(const worker::Failure& failure);

// The number by which people know such an answer: 1102 for CPU time and memory, 1101 for an
// exception; 0: none.
int ErrorCode(worker::Outcome outcome);

// Adds the fields that tell of the failure: X-Request-ID, and Retry-After where another try may
// work soon.
void AddFailureFields(const worker::Failure& failure, http::HeaderList& headers);

// A page for strangers: what was wrong in one sentence, the code and the request's id, in plain
// text. Nothing of the worker's.
http::ResponseHead PlainFailurePage(const worker::Failure& failure, std::string* body);

}  // namespace host
