#include "src/engine/v8_page_allocator.h"

#include "src/engine/turn_zone.h"

namespace engine {
namespace {

// V8's heap is of chunks with this alignment, and has its limit.
constexpr size_t kChunkAlignment = size_t{256} << 10;

thread_local const void* thread_owner = nullptr;

// Of memories and buffers: they are made accessible as far as they are used.
bool IsReservation(size_t alignment, v8::PageAllocator::Permission permission) {
  return alignment < kChunkAlignment && permission == v8::PageAllocator::kNoAccess;
}

}  // namespace

void PageAllocator::SetThreadOwner(const void* owner) { thread_owner = owner; }

void* PageAllocator::AllocatePages(void* address, size_t length, size_t alignment,
                                   Permission permission) {
  const void* const owner = thread_owner;
  if (owner == nullptr || !IsReservation(alignment, permission)) {
    return pages_.AllocatePages(address, length, alignment, permission);
  }
  const NativeZone zone;
  absl::MutexLock lock(mutex_);
  if (!HasRoom(owner)) return nullptr;
  void* const pages = pages_.AllocatePages(address, length, alignment, permission);
  if (pages == nullptr) return nullptr;
  owners_.emplace(pages, owner);
  ++counts_[owner];
  reserved_.store(owners_.size(), std::memory_order_relaxed);
  return pages;
}

bool PageAllocator::FreePages(void* address, size_t length) {
  // Before another thread can get the same address.
  if (reserved() > 0) Forget(address);
  return pages_.FreePages(address, length);
}

bool PageAllocator::HasRoom(const void* owner) {
  const auto count = counts_.find(owner);
  return owners_.size() < kMost && (count == counts_.end() || count->second < kMostOfOne);
}

void PageAllocator::Forget(void* address) {
  const NativeZone zone;
  absl::MutexLock lock(mutex_);
  const auto found = owners_.find(address);
  if (found == owners_.end()) return;
  const auto count = counts_.find(found->second);
  if (--count->second == 0) counts_.erase(count);
  owners_.erase(found);
  reserved_.store(owners_.size(), std::memory_order_relaxed);
}

}  // namespace engine
