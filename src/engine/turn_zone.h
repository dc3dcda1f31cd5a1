#pragma once

#include <atomic>
#include <cstdint>

#include "src/base/thread_counts.h"

namespace engine {

// Why a thread was stopped for ever in the middle of a turn.
enum class Parked : uint8_t {
  kNo,
  kStuck,   // it was told to end, and did not return
  kMemory,  // V8 could not go on without memory that it did not get, and would have ended the
            // process
  kFault,   // it touched memory that it must not
};

// Where a thread is in its turn, for whoever may have to stop it there: its own signal handlers,
// and the watchdog. Everything else is for the thread itself.
struct TurnZone {
  // Whether the thread is in a turn that may be stopped where it is: somebody goes on with all it
  // was to do. Read by signal handlers.
  std::atomic<bool> parkable = false;
  // Set once, by the thread, before it stops. // any thread
  std::atomic<Parked> parked = Parked::kNo;
  // How many calls of code of ours are on the stack, within the turn.
  std::atomic<int> natives = 0;
  // Of what the thread has taken from malloc (base::ThreadCounts), what code of ours has.
  std::atomic<int64_t> native_bytes = 0;

  // What V8 has taken from malloc on this thread, less what it has given back. // any thread
  int64_t V8Bytes(const base::ThreadCounts& counts) const {
    return counts.malloc_bytes.load(std::memory_order_relaxed) -
           native_bytes.load(std::memory_order_relaxed);
  }
};

// That of the calling thread.
inline constinit thread_local TurnZone own_turn_zone;

// Says that what the thread takes from malloc, and gives back to it, is not V8's. On the stack; one
// within another changes nothing.
class NativeMemory {
 public:
  NativeMemory() : zone_(own_turn_zone), taken_(Taken()), native_(Native()) {}
  ~NativeMemory() {
    // What one within has counted is in this.
    zone_.native_bytes.store(native_ + Taken() - taken_, std::memory_order_relaxed);
  }
  NativeMemory(const NativeMemory&) = delete;

 private:
  static int64_t Taken() { return base::OwnCounts().malloc_bytes.load(std::memory_order_relaxed); }
  int64_t Native() const { return zone_.native_bytes.load(std::memory_order_relaxed); }

  TurnZone& zone_;
  const int64_t taken_;
  const int64_t native_;
};

// Says that V8 calls code of ours: what that takes of memory may outlive the isolate, and a lock
// that it holds is everybody's. On the stack.
class NativeZone {
 public:
  NativeZone() { Add(1); }
  ~NativeZone() { Add(-1); }
  NativeZone(const NativeZone&) = delete;

 private:
  static void Add(int count) {
    std::atomic<int>& natives = own_turn_zone.natives;
    natives.store(natives.load(std::memory_order_relaxed) + count, std::memory_order_relaxed);
  }

  const NativeMemory memory_;
};

}  // namespace engine
