#include "src/worker/outcome.h"

namespace worker {

std::string_view OutcomeName(Outcome outcome) {
  switch (outcome) {
    case Outcome::kOk:
      return "ok";
    case Outcome::kException:
      return "exception";
    case Outcome::kExceededCpu:
      return "exceededCpu";
    case Outcome::kExceededMemory:
      return "exceededMemory";
    case Outcome::kExceededWallTime:
      return "exceededWallTime";
    case Outcome::kCanceled:
      return "canceled";
    case Outcome::kLoadShed:
      return "loadShed";
    case Outcome::kScriptNotFound:
      return "scriptNotFound";
    case Outcome::kResponseStreamDisconnected:
      return "responseStreamDisconnected";
    case Outcome::kInternalError:
      return "internalError";
  }
  return "internalError";
}

}  // namespace worker
