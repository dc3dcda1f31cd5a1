#include "src/worker/outcome.h"

#include "absl/strings/str_cat.h"

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

std::string_view StartKindName(StartKind kind) {
  switch (kind) {
    case StartKind::kPooled:
      return "pooled";
    case StartKind::kFresh:
      return "fresh";
    case StartKind::kSnapshot:
      return "snapshot";
  }
  return "fresh";
}

std::string RequestIdText(uint64_t request) {
  return absl::StrCat(absl::Hex(request, absl::kZeroPad16));
}

}  // namespace worker
