#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

namespace base {

// Upper bounds of buckets, in nanoseconds, rising.
inline constexpr int64_t kRequestBuckets[] = {
    100'000,     250'000,     500'000,       1'000'000,     2'500'000,
    5'000'000,   10'000'000,  25'000'000,    50'000'000,    100'000'000,
    250'000'000, 500'000'000, 1'000'000'000, 5'000'000'000, 30'000'000'000};
inline constexpr int64_t kStartBuckets[] = {
    50'000,    100'000,   150'000,    250'000,    500'000,     1'000'000,    2'000'000,
    3'000'000, 5'000'000, 10'000'000, 25'000'000, 100'000'000, 1'000'000'000};

// Durations counted in fixed buckets, as Prometheus has them. Observing takes no lock. Any thread.
class Histogram {
 public:
  static constexpr size_t kMaxBuckets = 16;

  // `bounds` are borrowed for ever; fewer than kMaxBuckets of them.
  explicit Histogram(std::span<const int64_t> bounds) : bounds_(bounds) {}

  void Observe(int64_t nanos) {
    size_t bucket = 0;
    while (bucket < bounds_.size() && nanos > bounds_[bucket]) ++bucket;
    counts_[bucket].fetch_add(1, std::memory_order_relaxed);
    sum_nanos_.fetch_add(nanos, std::memory_order_relaxed);
  }

  std::span<const int64_t> bounds() const { return bounds_; }
  // Of durations above bounds()[bucket - 1] and at most bounds()[bucket]; the last bucket,
  // bounds().size(), has no upper bound.
  uint64_t count(size_t bucket) const { return counts_[bucket].load(std::memory_order_relaxed); }
  int64_t sum_nanos() const { return sum_nanos_.load(std::memory_order_relaxed); }

 private:
  std::span<const int64_t> bounds_;
  std::array<std::atomic<uint64_t>, kMaxBuckets> counts_{};
  std::atomic<int64_t> sum_nanos_ = 0;
};

}  // namespace base
