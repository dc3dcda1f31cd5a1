#include "src/base/clock.h"

#include <time.h>

namespace base {
namespace {

class RealClock : public Clock {
 public:
  int64_t MonotonicNanos() const override { return Read(CLOCK_MONOTONIC); }
  double WallMillis() const override { return static_cast<double>(Read(CLOCK_REALTIME)) / 1e6; }

 private:
  static int64_t Read(clockid_t id) {
    timespec now;
    clock_gettime(id, &now);
    return int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
  }
};

}  // namespace

const Clock& Clock::Real() {
  static const RealClock clock;
  return clock;
}

}  // namespace base
