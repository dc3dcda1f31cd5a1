#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "src/http/body.h"
#include "src/http/responder.h"
#include "src/worker/scheduled.h"

namespace worker {

// What one worker says when it calls another.
struct ServiceCall {
  std::string entrypoint;  // the name of an export of the main module; empty: the default one
  std::string props_json = "{}";  // ctx.props there
  std::string method;             // that RPC begins with; empty: it is a request
  uint64_t caller = 0;            // the number of the caller's invocation
};

// Whatever answers requests: a worker, a router, an error page. Give a worker no Service and it
// can reach nothing. Bound to the thread of its lane.
class Service {
 public:
  virtual ~Service() = default;

  // Takes the request and the duty to answer it. Returns at once; the answer may come later.
  virtual void Fetch(http::Request&& request, http::Responder&& responder) = 0;
  // Another worker asks. The bodies of one that calls a method are messages of bindings/service.
  // What runs no worker answers as it answers a request.
  virtual void Call(ServiceCall, http::Request&& request, http::Responder&& responder) {
    Fetch(std::move(request), std::move(responder));
  }
  // A time has come. What runs no worker says that there is none.
  virtual void Scheduled(ScheduledEvent, ScheduledDone done) {
    done({Outcome::kScriptNotFound, false});
  }
  // The worker will be asked for soon, of which the name is for a service that has several: it gets
  // an isolate ready where it has none and memory is not short.
  virtual void Warm(std::string_view worker) {}
  // Invocations that it has begun or that wait in it, without those of which only an open WebSocket
  // is left.
  virtual size_t active() const { return 0; }
};

// The workers that those of a lane may be given by name. Bound to the thread of the lane.
class Directory {
 public:
  virtual ~Directory() = default;

  virtual bool Has(const std::string& worker) const = 0;
  // As Service::Call. A worker that there is not: as one that cannot be deployed.
  virtual void CallWorker(const std::string& worker, ServiceCall call, http::Request&& request,
                          http::Responder&& responder) = 0;
};

}  // namespace worker
