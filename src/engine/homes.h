#pragma once

#include <memory>

#include "absl/container/flat_hash_map.h"

namespace engine {

class Isolate;
class IsolateImpl;
class Residents;

// The isolates that a thread has entered and will enter again: V8 keeps a state of its own for the
// thread in each, until it leaves. A thread without one begins each turn with a fresh V8 stack
// guard, and what was asked of the isolate between turns, such as to take over optimised code,
// would be forgotten. Such a state takes some kilobytes, which V8 forgets when the isolate goes
// before its threads have left. Made, used and destroyed by the thread.
class Homes {
 public:
  Homes();
  // Leaves all.
  ~Homes();
  Homes(const Homes&) = delete;

  // The thread is about to enter the isolate.
  void Settle(IsolateImpl& isolate);
  // The thread will not enter the isolate again; it is in no turn. Waits for a turn that another
  // thread has in it.
  void Leave(Isolate& isolate);
  void LeaveAll();

 private:
  struct Home;

  // Leaves those that are to be disposed of.
  void Sweep();

  absl::flat_hash_map<Residents*, std::unique_ptr<Home>> homes_;
  Home* latest_ = nullptr;
};

}  // namespace engine
