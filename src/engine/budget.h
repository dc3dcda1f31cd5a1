#pragma once

#include <atomic>
#include <cstdint>

namespace engine {

// CPU time that may be used, and how much of it turns have. Knows only time: who pays, and what
// happens when it is spent, is its holder's business. One thread at a time charges it; any thread
// may look.
class Budget {
 public:
  static constexpr int64_t kUnlimited = INT64_MAX;

  explicit Budget(int64_t limit_nanos = kUnlimited) : limit_nanos_(limit_nanos) {}

  void Charge(int64_t nanos) { used_nanos_.store(used_nanos() + nanos, std::memory_order_relaxed); }

  // The whole limit may be used again from here on.
  void Renew() { before_nanos_.store(used_nanos(), std::memory_order_relaxed); }

  // Nanoseconds charged so far. // any thread
  int64_t used_nanos() const { return used_nanos_.load(std::memory_order_relaxed); }
  // Negative when more was used than allowed. // any thread
  int64_t left_nanos() const {
    return limit_nanos_ - (used_nanos() - before_nanos_.load(std::memory_order_relaxed));
  }
  bool spent() const { return left_nanos() <= 0; }  // any thread

 private:
  const int64_t limit_nanos_;
  std::atomic<int64_t> used_nanos_ = 0;
  std::atomic<int64_t> before_nanos_ = 0;  // used before the last Renew
};

}  // namespace engine
