#pragma once

#include <string_view>

#include "src/http/body.h"
#include "src/http/responder.h"
#include "src/worker/scheduled.h"

namespace worker {

// Whatever answers requests: a worker, a router, an error page. Give a worker no Service and it
// can reach nothing. Bound to the thread of its lane.
class Service {
 public:
  virtual ~Service() = default;

  // Takes the request and the duty to answer it. Returns at once; the answer may come later.
  virtual void Fetch(http::Request&& request, http::Responder&& responder) = 0;
  // A time has come. What runs no worker says that there is none.
  virtual void Scheduled(ScheduledEvent, ScheduledDone done) {
    done({Outcome::kScriptNotFound, false});
  }
  // The worker will be asked for soon, of which the name is for a service that has several: it gets
  // an isolate ready where it has none and memory is not short.
  virtual void Warm(std::string_view worker) {}
};

}  // namespace worker
