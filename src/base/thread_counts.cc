// Defines malloc and the locks of the C library anew, for the program and for all libraries that it
// loads: each counts for the calling thread and goes on to the C library's own.

#include "src/base/thread_counts.h"

#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define ATOLL_COUNTS_THREADS 0
#else
#define ATOLL_COUNTS_THREADS 1
#endif

namespace base {
namespace {

constinit thread_local ThreadCounts counts;

}  // namespace

ThreadCounts& OwnCounts() { return counts; }
bool CountsThreads() { return ATOLL_COUNTS_THREADS != 0; }

#if ATOLL_COUNTS_THREADS
namespace {

// Only the thread itself writes: an atomic addition would cost more.
template <class T>
void Add(std::atomic<T>& count, T number) {
  count.store(count.load(std::memory_order_relaxed) + number, std::memory_order_relaxed);
}

void* Taken(void* memory) {
  if (memory != nullptr) {
    Add(counts.malloc_bytes, static_cast<int64_t>(malloc_usable_size(memory)));
  }
  return memory;
}

// A function of the C library that the program defines too.
template <class Function>
class Original {
 public:
  constexpr explicit Original(const char* name) : name_(name) {}

  template <class... A>
  auto operator()(A... arguments) {
    Function* function = function_.load(std::memory_order_relaxed);
    if (function == nullptr) {
      function = reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name_));
      function_.store(function, std::memory_order_relaxed);
    }
    return function(arguments...);
  }

 private:
  const char* const name_;
  std::atomic<Function*> function_ = nullptr;
};

using MutexFunction = int(pthread_mutex_t*);
using TimedMutexFunction = int(pthread_mutex_t*, const timespec*);
using LockFunction = int(pthread_rwlock_t*);

constinit Original<MutexFunction> mutex_lock("pthread_mutex_lock");
constinit Original<MutexFunction> mutex_trylock("pthread_mutex_trylock");
constinit Original<TimedMutexFunction> mutex_timedlock("pthread_mutex_timedlock");
constinit Original<MutexFunction> mutex_unlock("pthread_mutex_unlock");
constinit Original<LockFunction> rwlock_rdlock("pthread_rwlock_rdlock");
constinit Original<LockFunction> rwlock_tryrdlock("pthread_rwlock_tryrdlock");
constinit Original<LockFunction> rwlock_wrlock("pthread_rwlock_wrlock");
constinit Original<LockFunction> rwlock_trywrlock("pthread_rwlock_trywrlock");
constinit Original<LockFunction> rwlock_unlock("pthread_rwlock_unlock");

// Counts a lock from before it is taken, so that it is never held uncounted.
template <class Lock, class... A>
int CountLock(Lock& lock, A... arguments) {
  Add(counts.locks, 1);
  const int error = lock(arguments...);
  if (error != 0 && error != EOWNERDEAD) Add(counts.locks, -1);
  return error;
}

template <class Unlock, class T>
int CountUnlock(Unlock& unlock, T* lock) {
  const int error = unlock(lock);
  if (error == 0) Add(counts.locks, -1);
  return error;
}

}  // namespace
#endif

}  // namespace base

#if ATOLL_COUNTS_THREADS

extern "C" {

void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* memory, size_t size);
void* __libc_memalign(size_t alignment, size_t size);
void __libc_free(void* memory);

void* malloc(size_t size) { return base::Taken(__libc_malloc(size)); }

void* calloc(size_t count, size_t size) { return base::Taken(__libc_calloc(count, size)); }

void free(void* memory) {
  if (memory == nullptr) return;
  base::Add(base::counts.malloc_bytes, -static_cast<int64_t>(malloc_usable_size(memory)));
  __libc_free(memory);
}

void* realloc(void* memory, size_t size) {
  const auto before = static_cast<int64_t>(malloc_usable_size(memory));
  void* moved = __libc_realloc(memory, size);
  if (moved != nullptr || size == 0) base::Add(base::counts.malloc_bytes, -before);
  return base::Taken(moved);
}

void* memalign(size_t alignment, size_t size) {
  return base::Taken(__libc_memalign(alignment, size));
}

void* aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void** memory, size_t alignment, size_t size) {
  if (alignment % sizeof(void*) != 0 || (alignment & (alignment - 1)) != 0 || alignment == 0) {
    return EINVAL;
  }
  void* taken = memalign(alignment, size);
  if (taken == nullptr) return ENOMEM;
  *memory = taken;
  return 0;
}

void* valloc(size_t size) { return memalign(static_cast<size_t>(sysconf(_SC_PAGESIZE)), size); }

int pthread_mutex_lock(pthread_mutex_t* mutex) noexcept {
  return base::CountLock(base::mutex_lock, mutex);
}
int pthread_mutex_trylock(pthread_mutex_t* mutex) noexcept {
  return base::CountLock(base::mutex_trylock, mutex);
}
int pthread_mutex_timedlock(pthread_mutex_t* mutex, const timespec* until) noexcept {
  return base::CountLock(base::mutex_timedlock, mutex, until);
}
int pthread_mutex_unlock(pthread_mutex_t* mutex) noexcept {
  return base::CountUnlock(base::mutex_unlock, mutex);
}
int pthread_rwlock_rdlock(pthread_rwlock_t* lock) noexcept {
  return base::CountLock(base::rwlock_rdlock, lock);
}
int pthread_rwlock_tryrdlock(pthread_rwlock_t* lock) noexcept {
  return base::CountLock(base::rwlock_tryrdlock, lock);
}
int pthread_rwlock_wrlock(pthread_rwlock_t* lock) noexcept {
  return base::CountLock(base::rwlock_wrlock, lock);
}
int pthread_rwlock_trywrlock(pthread_rwlock_t* lock) noexcept {
  return base::CountLock(base::rwlock_trywrlock, lock);
}
int pthread_rwlock_unlock(pthread_rwlock_t* lock) noexcept {
  return base::CountUnlock(base::rwlock_unlock, lock);
}

}  // extern "C"

#endif
