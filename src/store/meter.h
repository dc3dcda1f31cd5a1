#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "src/base/histogram.h"

namespace store {

// What workers do with their namespaces.
enum class Operation { kGet, kGetBulk, kPut, kDelete, kList };
enum class Result { kOk, kMiss, kRefused, kError };

inline constexpr const char* kOperationNames[] = {"get", "get_bulk", "put", "delete", "list"};
inline constexpr const char* kResultNames[] = {"ok", "miss", "refused", "error"};

// Operations and how long they took. Counting takes no lock. Any thread.
class Meter {
 public:
  static constexpr size_t kOperations = std::size(kOperationNames);
  static constexpr size_t kResults = std::size(kResultNames);

  void Count(Operation operation, Result result, int64_t nanos) {
    counts_[static_cast<size_t>(operation)][static_cast<size_t>(result)].fetch_add(
        1, std::memory_order_relaxed);
    seconds_[static_cast<size_t>(operation)].Observe(nanos);
  }
  uint64_t count(size_t operation, size_t result) const {
    return counts_[operation][result].load(std::memory_order_relaxed);
  }
  const base::Histogram& seconds(size_t operation) const { return seconds_[operation]; }

 private:
  std::array<std::array<std::atomic<uint64_t>, kResults>, kOperations> counts_{};
  std::array<base::Histogram, kOperations> seconds_{
      base::Histogram(base::kRequestBuckets), base::Histogram(base::kRequestBuckets),
      base::Histogram(base::kRequestBuckets), base::Histogram(base::kRequestBuckets),
      base::Histogram(base::kRequestBuckets)};
};

}  // namespace store
