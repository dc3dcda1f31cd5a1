#include <stdlib.h>

#include <algorithm>

#include "src/engine/isolate_impl.h"
#include "src/engine/memory_limit_impl.h"

namespace engine {
namespace {

// How many short turns go by between two looks at the heap.
constexpr int kTurnsBetweenChecks = 256;

// What V8 may allocate beyond the limit until the JavaScript that is told to end does: one
// allocation that it cannot make at all would end the process.
constexpr size_t kMinSlack = size_t{256} << 20;
constexpr size_t kMaxSlack = size_t{1} << 30;
constexpr size_t kSlackFactor = 4;

}  // namespace

void* CountingAllocator::Take(size_t length, bool zeroed) {
  const NativeZone zone;
  const size_t limit = limit_.load(std::memory_order_relaxed);
  if (length > limit) return nullptr;
  if (used_.fetch_add(length, std::memory_order_relaxed) + length <= limit) {
    if (void* data = zeroed ? calloc(std::max<size_t>(length, 1), 1) : malloc(length)) {
      refused_ = false;
      return data;
    }
  }
  used_.fetch_sub(length, std::memory_order_relaxed);
  refused_ = true;
  if (isolate_ != nullptr) isolate_->RequestInterrupt(callback_, data_);
  return nullptr;
}

void CountingAllocator::Free(void* data, size_t length) {
  const NativeZone zone;
  used_.fetch_sub(length, std::memory_order_relaxed);
  free(data);
}

void CountingAllocator::Interrupt(v8::Isolate* isolate, v8::InterruptCallback callback,
                                  void* data) {
  isolate_ = isolate;
  callback_ = callback;
  data_ = data;
}

MemoryLimit::MemoryLimit(IsolateImpl& isolate, size_t limit)
    : isolate_(isolate),
      limit_(limit),
      heap_limit_(limit),
      allocator_(std::make_shared<CountingAllocator>(limit)) {}

void MemoryLimit::Watch(v8::Isolate* v8_isolate) {
  v8_isolate->AddNearHeapLimitCallback(&OnNearHeapLimit, this);
  allocator_->Interrupt(v8_isolate, &OnInterrupt, this);
}

void MemoryLimit::Unwatch(v8::Isolate* v8_isolate) {
  allocator_->Interrupt(nullptr, nullptr, nullptr);
  v8_isolate->RemoveNearHeapLimitCallback(&OnNearHeapLimit, 0);
}

void MemoryLimit::SetLimit(size_t bytes) {
  limit_ = bytes;
  allocator_->SetLimit(bytes);
}

size_t MemoryLimit::OnNearHeapLimit(void* data, size_t current, size_t initial) {
  auto* self = static_cast<MemoryLimit*>(data);
  // The heap was laid out for less than this worker may have.
  if (current < self->limit_ && self->limit_ > self->heap_limit_) return self->limit_;
  self->isolate_.Terminate(Termination::kMemory);
  return current + std::clamp(initial * kSlackFactor, kMinSlack, kMaxSlack);
}

void MemoryLimit::OnInterrupt(v8::Isolate* v8_isolate, void* data) {
  auto* self = static_cast<MemoryLimit*>(data);
  if (self->allocator_->refused()) return self->isolate_.Terminate(Termination::kMemory);
  self->Check(v8_isolate);
}

void MemoryLimit::Check(v8::Isolate* v8_isolate) {
  v8::HeapStatistics statistics;
  v8_isolate->GetHeapStatistics(&statistics);
  const size_t bytes =
      statistics.used_heap_size() + statistics.external_memory() + isolate_.handles().bytes();
  bytes_.store(bytes, std::memory_order_relaxed);
  turns_since_check_ = 0;
  const int64_t in_turn = own_turn_zone.V8Bytes(base::OwnCounts()) - malloc_before_;
  if (bytes > limit_ || (in_turn > 0 && IsTooMuch(static_cast<size_t>(in_turn)))) {
    isolate_.Terminate(Termination::kMemory);
  }
}

void MemoryLimit::TurnBegins() { malloc_before_ = own_turn_zone.V8Bytes(base::OwnCounts()); }

void MemoryLimit::AfterTurn(bool was_long) {
  v8::Isolate* v8_isolate = isolate_.v8();
  const int64_t kept = own_turn_zone.V8Bytes(base::OwnCounts()) - malloc_before_;
  malloc_kept_ = std::max<int64_t>(malloc_kept_ + kept, 0);
  const int64_t external = v8_isolate->AdjustAmountOfExternalAllocatedMemory(0);
  if (!was_long && static_cast<size_t>(external) <= limit_ / 2 &&
      ++turns_since_check_ < kTurnsBetweenChecks && bytes_.load(std::memory_order_relaxed) != 0) {
    return;
  }
  Check(v8_isolate);
}

void MemoryLimit::RequestCheck(v8::Isolate* v8_isolate) {
  v8_isolate->RequestInterrupt(&OnInterrupt, this);
}

}  // namespace engine
