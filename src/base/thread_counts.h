#pragma once

#include <atomic>
#include <cstdint>

namespace base {

// What a thread has taken of what the C library gives, for others to look at while it runs. The
// thread writes; any thread may read.
struct ThreadCounts {
  // Octets that it has taken from malloc, less those that it has given back, whoever took them.
  std::atomic<int64_t> malloc_bytes = 0;
  // Mutexes and read-write locks of the C library (pthread_mutex_lock(3)) that it holds.
  std::atomic<int> locks = 0;
};

// Those of the calling thread. The program's malloc and its locks count (thread_counts.cc), but for
// builds with a sanitizer, which has both to itself: then all stay 0.
ThreadCounts& OwnCounts();

// Whether they count.
bool CountsThreads();

}  // namespace base
