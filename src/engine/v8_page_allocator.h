#pragma once

// Inside the engine room only: includes v8-platform.h.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "v8-platform.h"

namespace engine {

// Where V8 gets pages from: another allocator, with a bound to what JavaScript can reserve. Each
// WebAssembly memory and each resizable ArrayBuffer reserves all that it may ever grow to, and the
// kernel gives a process a bounded number of mappings (vm.max_map_count; mmap(2)). Without them V8
// cannot make another isolate, and ends the process. No sum of V8's has them: a shared memory is
// external to all isolates. Any thread.
class PageAllocator final : public v8::PageAllocator {
 public:
  // Reservations that may be there at a time: of one isolate, and of all.
  static constexpr size_t kMostOfOne = 1'000;
  static constexpr size_t kMost = 8'000;

  // `pages` is borrowed.
  explicit PageAllocator(v8::PageAllocator& pages) : pages_(pages) {}

  // Whose JavaScript runs on the calling thread; null: nobody's, and what is reserved is not
  // counted. Only compared.
  static void SetThreadOwner(const void* owner);

  size_t AllocatePageSize() override { return pages_.AllocatePageSize(); }
  size_t CommitPageSize() override { return pages_.CommitPageSize(); }
  void SetRandomMmapSeed(int64_t seed) override { pages_.SetRandomMmapSeed(seed); }
  void* GetRandomMmapAddr() override { return pages_.GetRandomMmapAddr(); }
  // Null for a reservation that would be one too many: V8 collects garbage and asks again, then
  // throws a RangeError.
  void* AllocatePages(void* address, size_t length, size_t alignment,
                      Permission permission) override;
  bool FreePages(void* address, size_t length) override;
  bool ReleasePages(void* address, size_t length, size_t new_length) override {
    return pages_.ReleasePages(address, length, new_length);
  }
  bool SetPermissions(void* address, size_t length, Permission permission) override {
    return pages_.SetPermissions(address, length, permission);
  }
  bool RecommitPages(void* address, size_t length, Permission permission) override {
    return pages_.RecommitPages(address, length, permission);
  }
  bool DiscardSystemPages(void* address, size_t size) override {
    return pages_.DiscardSystemPages(address, size);
  }
  bool DecommitPages(void* address, size_t size) override {
    return pages_.DecommitPages(address, size);
  }
  bool SealPages(void* address, size_t length) override {
    return pages_.SealPages(address, length);
  }
  bool ReserveForSharedMemoryMapping(void* address, size_t size) override {
    return pages_.ReserveForSharedMemoryMapping(address, size);
  }
  std::unique_ptr<SharedMemory> AllocateSharedPages(size_t length,
                                                    const void* original_address) override {
    return pages_.AllocateSharedPages(length, original_address);
  }
  bool CanAllocateSharedPages() override { return pages_.CanAllocateSharedPages(); }

  // How many reservations are counted. // any thread
  size_t reserved() const { return reserved_.load(std::memory_order_relaxed); }

 private:
  bool HasRoom(const void* owner) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Forget(void* address);

  v8::PageAllocator& pages_;
  std::atomic<size_t> reserved_ = 0;
  absl::Mutex mutex_;
  absl::flat_hash_map<void*, const void*> owners_ ABSL_GUARDED_BY(mutex_);   // by address
  absl::flat_hash_map<const void*, size_t> counts_ ABSL_GUARDED_BY(mutex_);  // by owner; none is 0
};

}  // namespace engine
