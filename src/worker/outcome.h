#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "src/http/message.h"
#include "src/worker/limits.h"

namespace worker {

// How an invocation ended.
enum class Outcome {
  kOk,
  kException,
  kExceededCpu,
  kExceededMemory,
  kExceededWallTime,
  kCanceled,
  kLoadShed,
  kScriptNotFound,
  kResponseStreamDisconnected,
  kInternalError,
};

// "ok", "exception", "exceededCpu" ...: the words that tail events and metrics use.
std::string_view OutcomeName(Outcome outcome);

// Why an invocation has no response of the worker's.
struct Failure {
  Outcome outcome = Outcome::kException;
  std::string message;  // one line: "TypeError: x is not a function"
  std::string stack;    // with the worker's own file names; may be empty
  std::string request_id;
  Limit limit = Limit::kNone;  // the one that ended it, if one did
};

// How an isolate came to run its worker.
enum class StartKind {
  kPooled,    // claimed from the warm pool
  kFresh,     // made for the request, because the pool had none for it
  kSnapshot,  // restored from a snapshot of the evaluated worker
};

// "pooled", "fresh", "snapshot": the words of metrics and log lines.
std::string_view StartKindName(StartKind kind);

// What is told of one invocation when it is over.
struct Report {
  std::string_view worker;
  std::string_view version;  // Version::id
  uint64_t request = 0;      // see RequestIdText
  uint64_t caller = 0;       // the request of the worker that called it; 0: none did
  std::string_view method;
  std::string_view target;  // as it was requested, "/a?b"
  int status = 0;           // of the response; 0 when none was started
  Outcome outcome = Outcome::kOk;
  Limit limit = Limit::kNone;  // the one that ended it, if one did
  int64_t wall_nanos = 0;      // from delivery to the end of the response
  int64_t cpu_nanos = 0;       // up to the last waitUntil
  int subrequests = 0;         // that it has made
  uint32_t kv_operations = 0;  // that it has asked for
  // Whether its isolate was started for it, and how.
  std::optional<StartKind> cold;
};

// The request's id as logs and pages show it: 16 hexadecimal digits.
std::string RequestIdText(uint64_t request);

// A turn that V8 could not end, or could not go on with: its thread was stopped in it for ever.
struct ParkedTurn {
  std::string_view worker;
  std::string_view why;    // "stuck", "memory" or "fault": see engine::Parked
  int64_t threads = 0;     // that the process has lost so, with this one
  int64_t heap_bytes = 0;  // that their isolates had, as of their last turns
};

// A line of console output.
struct LogLine {
  std::string_view worker;
  std::string_view request_id;  // empty outside an invocation
  std::string_view level;       // "debug" "log" "info" "warn" "error"
  std::string_view text;
};

// Who watches a lane: prints lines, counts, writes pages. Called on the lane's thread; shared by
// all lanes, so implementations must be safe to call from several threads at once.
class Observer {
 public:
  virtual ~Observer() = default;

  virtual void OnLog(const LogLine& line) {}
  virtual void OnFailure(std::string_view worker, const Failure& failure) {}
  // Whether OnReport is to be called for an invocation that ended so: told before one is made, for
  // what nobody wants shall cost nothing.
  virtual bool WantsReport(Outcome outcome) const { return false; }
  virtual void OnReport(const Report& report) {}
  // The page that answers a request whose invocation failed: status, fields and body.
  virtual http::ResponseHead FailurePage(const Failure& failure, const http::RequestHead& request,
                                         std::string* body) = 0;
};

}  // namespace worker
