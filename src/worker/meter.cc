#include "src/worker/meter.h"

#include <algorithm>

namespace worker {

void Meter::Count(const Report& report) {
  const auto status_class = static_cast<size_t>(std::clamp(report.status / 100, 0, 5));
  requests_[static_cast<size_t>(report.outcome)][status_class].fetch_add(1,
                                                                         std::memory_order_relaxed);
  if (report.limit != Limit::kNone) {
    limited_[static_cast<size_t>(report.limit)].fetch_add(1, std::memory_order_relaxed);
  }
  if (report.subrequests > 0) {
    subrequests_.fetch_add(static_cast<uint64_t>(report.subrequests), std::memory_order_relaxed);
  }
  wall_.Observe(report.wall_nanos);
  cpu_.Observe(report.cpu_nanos);
}

}  // namespace worker
