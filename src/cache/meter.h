#pragma once

#include <atomic>
#include <cstdint>

namespace cache {

// What is counted of a node's cache. Any thread.
struct Meter {
  using Number = std::atomic<uint64_t>;

  // Lookups of workers: what was found and fresh, what was found and stale, and what was not there.
  Number hits = 0;
  Number stale = 0;
  Number misses = 0;
  Number stored = 0;        // responses
  Number failed = 0;        // that could not be stored, because of the disk
  Number removed = 0;       // by a worker
  Number evicted = 0;       // to make room
  Number damaged = 0;       // files that were not as they were written
  Number disk_bytes = 0;    // that files take now
  Number memory_bytes = 0;  // of responses that memory has now
  Number entries = 0;       // now

  static uint64_t Read(const Number& number) { return number.load(std::memory_order_relaxed); }
  static void Count(Number& number) { number.fetch_add(1, std::memory_order_relaxed); }
};

}  // namespace cache
