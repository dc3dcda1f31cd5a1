#pragma once

#include <memory>
#include <string_view>

#include "src/host/error_page.h"
#include "src/http/responder.h"
#include "src/worker/outcome.h"

namespace host {

// Who is told what `atoll dev` prints. Views hold during the call. Bound to the lane's thread.
class DevEvents {
 public:
  virtual ~DevEvents() = default;

  // An invocation is over, of whatever log level.
  virtual void OnRequest(const worker::Report& report) {}
  // A line of a worker's console, with the places of its sources, of whatever level.
  virtual void OnLog(const worker::LogLine& line) {}
  // An invocation has failed.
  virtual void OnFailure(std::string_view worker, const worker::Failure& failure,
                         const ErrorReport& report) {}
  // A worker's files have changed: another version runs, or `error` says why none does. Null: it
  // does.
  virtual void OnReload(std::string_view worker, const ErrorReport* error) {}
};

// The pages below /cdn-cgi/local/ that are not part of a worker. Bound to the lane's thread.
class DevPages : public DevEvents {
 public:
  // Takes a request whose target begins with /cdn-cgi/local, from this machine, and the duty to
  // answer it; false: there is no such page, and both are as they were.
  virtual bool Fetch(http::Request& request, http::Responder& responder) = 0;
  // The server ends when what is open has: streams of events end now.
  virtual void Drain() {}
};

}  // namespace host
