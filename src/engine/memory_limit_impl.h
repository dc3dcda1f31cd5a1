#pragma once

// Inside the engine room only: includes v8.h.

#include <atomic>
#include <cstddef>
#include <memory>

#include "src/engine/turn_zone.h"
#include "v8.h"

namespace engine {

class IsolateImpl;

// Counts the memory of ArrayBuffers, and refuses what would pass the limit. V8 asks on the
// isolate's thread and frees on any; it may outlive the isolate.
class CountingAllocator final : public v8::ArrayBuffer::Allocator {
 public:
  explicit CountingAllocator(size_t limit) : limit_(limit) {}

  void* Allocate(size_t length) override { return Take(length, true); }
  void* AllocateUninitialized(size_t length) override { return Take(length, false); }
  void Free(void* data, size_t length) override;

  void SetLimit(size_t limit) { limit_.store(limit, std::memory_order_relaxed); }
  // Whether the latest allocation was refused though it alone is below the limit. V8 collects
  // garbage and asks again, so one that succeeds takes this back.
  bool refused() const { return refused_; }
  // Asks for an interrupt of this isolate when an allocation is refused. Null: never again.
  void Interrupt(v8::Isolate* isolate, v8::InterruptCallback callback, void* data);

 private:
  void* Take(size_t length, bool zeroed);

  std::atomic<size_t> limit_;
  std::atomic<size_t> used_ = 0;
  bool refused_ = false;
  v8::Isolate* isolate_ = nullptr;
  v8::InterruptCallback callback_ = nullptr;
  void* data_ = nullptr;
};

// Holds an isolate to its memory limit: V8's heap by V8's own limit, ArrayBuffers by their
// allocator, and the sum of both, of WebAssembly memories and of handles by looking at it: at the
// end of turns, while a long turn is interrupted for it, and when an allocation was refused.
//
// What V8 takes from malloc (Intl's objects, a parser's stack, a regular expression's code while it
// is made) is in no sum of V8's. A turn in which it grows by the limit is ended. What turns leave
// behind is known only about, because V8 gives some of it back on threads of its own; an isolate
// that seems to keep half of its limit so is worn.
class MemoryLimit {
 public:
  // `isolate` is told to terminate. Borrowed.
  MemoryLimit(IsolateImpl& isolate, size_t limit);

  std::shared_ptr<v8::ArrayBuffer::Allocator> allocator() const { return allocator_; }
  // Begins to watch, when V8's isolate is there.
  void Watch(v8::Isolate* v8_isolate);
  // Stops, before it is disposed.
  void Unwatch(v8::Isolate* v8_isolate);

  void SetLimit(size_t bytes);
  // A turn begins on the calling thread.
  void TurnBegins();
  bool IsTooMuch(size_t malloc_bytes) const {  // any thread
    return malloc_bytes > limit_.load(std::memory_order_relaxed);
  }
  bool worn() const {
    return malloc_kept_ > static_cast<int64_t>(limit_.load(std::memory_order_relaxed) / 2);
  }
  size_t bytes() const { return bytes_.load(std::memory_order_relaxed); }  // any thread
  // In a turn, at its end.
  void AfterTurn(bool was_long);
  // While a turn is on. // any thread
  void RequestCheck(v8::Isolate* v8_isolate);

 private:
  static void OnInterrupt(v8::Isolate* v8_isolate, void* data);
  static size_t OnNearHeapLimit(void* data, size_t current, size_t initial);
  void Check(v8::Isolate* v8_isolate);

  IsolateImpl& isolate_;
  std::atomic<size_t> limit_;
  const size_t heap_limit_;  // what V8 was told at first
  const std::shared_ptr<CountingAllocator> allocator_;
  std::atomic<size_t> bytes_ = 0;
  int turns_since_check_ = 0;
  int64_t malloc_before_ = 0;  // TurnZone::V8Bytes of the thread, when the turn began
  int64_t malloc_kept_ = 0;    // what turns have left behind, about
};

}  // namespace engine
