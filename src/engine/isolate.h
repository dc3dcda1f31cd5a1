#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "src/engine/exception.h"
#include "src/engine/module_graph.h"
#include "src/engine/snapshot.h"
#include "src/engine/turn_zone.h"

namespace engine {

class Inspector;
class Turn;

// A function of boot.js that C++ calls. Valid for isolates of one snapshot.
enum class EntryPoint : uint32_t {};

// Why an isolate was told to end what it does.
enum class Termination : uint8_t { kNone, kCpu, kMemory, kFault };

// One V8 heap, restored from the snapshot, running at most one version of one worker.
//
// JavaScript runs only inside a Turn. An isolate may be entered by one thread after another, never
// by two at once. Methods marked `any thread` may be called at any time.
class Isolate {
 public:
  struct Options {
    // What the heap is laid out for, and the first memory limit.
    size_t memory_limit_bytes = size_t{128} << 20;
    // Whether the isolate is to end as a snapshot. It belongs to the thread that made it.
    bool for_snapshot = false;
  };

  // Restores an isolate with its context; takes some milliseconds.
  static std::unique_ptr<Isolate> New(const Snapshot& snapshot, const Options& options);
  // The same, of a snapshot that lives as long as something was restored from it.
  static std::unique_ptr<Isolate> New(std::shared_ptr<const Snapshot> snapshot,
                                      const Options& options);
  // Ends an isolate that was made `for_snapshot`, on its thread, and returns its heap: what a
  // Snapshot with the same source and modules restores isolates from that go on where this one is.
  // Fails when ops are pending.
  //
  // V8 ends the process when there is something in the heap that it cannot write, such as an Intl
  // object or a WebAssembly module.
  static absl::StatusOr<std::string> TakeSnapshot(std::unique_ptr<Isolate> isolate);
  virtual ~Isolate() = default;

  // The function that boot.js exports as `name`; aborts if there is none.
  virtual EntryPoint Entry(std::string_view name) const = 0;

  // What Call::host<T>() returns in this isolate. Borrowed; set before the first turn.
  template <class T>
  void SetHost(T* host) {
    SetHost(host, &Call::kHostTag<T>);
  }

  // Opens the scope of an invocation and returns its number, never 0. The number is the
  // asynchronous context that JavaScript called with it, and all that follows from it, runs in.
  virtual uint32_t OpenScope() = 0;
  // Forgets what the scope has opened: its pending promises never settle.
  virtual void CloseScope(uint32_t scope) = 0;

  // Promises of ops that are not settled yet, in all open scopes.
  virtual size_t pending() const = 0;
  // Whether settlements or V8's own tasks wait for a turn. // any thread
  virtual bool HasWork() const = 0;
  // Called, on any thread, whenever HasWork() becomes true outside a turn.
  virtual void OnWork(absl::AnyInvocable<void()> callback) = 0;

  // How much the JavaScript heap, ArrayBuffers and WebAssembly memories may take together. An
  // isolate that passes it is terminated. Outside a turn.
  virtual void SetMemoryLimit(size_t bytes) = 0;
  // What they take, in octets, as of one of the last turns. // any thread
  virtual size_t memory_bytes() const = 0;

  // Ends the JavaScript that runs as soon as V8 can. The isolate must not be entered again: what it
  // was doing has stopped in the middle. Whoever calls it knows that a turn is on. // any thread
  virtual void Terminate(Termination why) = 0;
  // Why it was terminated, kNone if it was not. // any thread
  virtual Termination termination() const = 0;
  // The isolate is to be destroyed soon: whoever has a home in it (Homes) is to leave. Whether all
  // have, which is to be waited for where it can be: what V8 keeps for the others is lost. Outside
  // a turn. // any thread
  virtual bool Vacate() = 0;
  // Has the turn that is on look at what it takes of memory, soon. // any thread
  virtual void RequestMemoryCheck() = 0;
  // Whether a turn in which V8 has taken so many octets from malloc is to be ended. // any thread
  virtual bool IsTooMuch(size_t malloc_bytes) const = 0;
  // Whether turns have left so much behind in malloc's heap, which nobody counts exactly, that
  // another isolate should take its place when it is idle.
  virtual bool IsWorn() const = 0;
  // Debuggers of `inspector` have to do with this isolate from now on, and with no other. Outside a
  // turn, once.
  virtual void SetInspector(std::shared_ptr<Inspector> inspector) = 0;
  // Whether debuggers have to do with it, or it is not rid of them yet: its turns are to call
  // Turn::Inspect, and to be on one and the same thread. Outside a turn.
  virtual bool IsInspected() const = 0;
  // Whether it needs a turn for what they ask for. Outside a turn.
  virtual bool HasInspectorWork() const = 0;

  // The thread of the turn that is on was stopped in it: nobody enters the isolate any more, and
  // whoever has a home in it leaves without. // any thread
  virtual void Abandon(Parked why) = 0;

 private:
  friend class Turn;
  virtual void SetHost(void* host, const void* tag) = 0;
};

}  // namespace engine
