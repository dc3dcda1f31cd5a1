#pragma once

#include <cstdint>

namespace base {

// Where time comes from, so that limits and schedules can be tested without sleeping.
class Clock {
 public:
  virtual ~Clock() = default;

  // Nanoseconds of a clock that never goes back. Any thread.
  virtual int64_t MonotonicNanos() const = 0;
  // Milliseconds since 1970-01-01T00:00:00Z, with a fraction. Any thread.
  virtual double WallMillis() const = 0;

  // The machine's own clock. It has no state and lives for ever.
  static const Clock& Real();
};

// A clock that moves only when told to.
class FakeClock : public Clock {
 public:
  int64_t MonotonicNanos() const override { return nanos_; }
  double WallMillis() const override { return wall_start_ + static_cast<double>(nanos_) / 1e6; }
  void Advance(int64_t nanos) { nanos_ += nanos; }
  // Sets the clock on the wall alone, as people and the network do.
  void SetWall(double millis) { wall_start_ = millis - static_cast<double>(nanos_) / 1e6; }

 private:
  int64_t nanos_ = 0;
  double wall_start_ = 1'700'000'000'000.0;
};

}  // namespace base
