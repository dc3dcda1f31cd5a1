#include "src/worker/limits.h"

namespace worker {

std::string_view LimitName(Limit limit) {
  switch (limit) {
    case Limit::kNone:
      return "";
    case Limit::kCpu:
      return "cpu";
    case Limit::kStartupCpu:
      return "startup_cpu";
    case Limit::kMemory:
      return "memory";
    case Limit::kWallTime:
      return "wall_time";
    case Limit::kWaitUntil:
      return "wait_until";
    case Limit::kQueue:
      return "queue";
  }
  return "";
}

}  // namespace worker
