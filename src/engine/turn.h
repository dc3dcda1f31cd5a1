#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "src/engine/budget.h"
#include "src/engine/exception.h"
#include "src/engine/isolate.h"
#include "src/engine/module_graph.h"

namespace engine {

// One entry of a thread into an isolate: the only place where JavaScript runs. It holds the
// isolate's lock, and the clock that JavaScript sees stands still, from construction to
// destruction. Lives on the stack.
class Turn {
 public:
  // `wall_millis`: what Date.now() answers in this turn. Time in the turn is charged to `budget`.
  Turn(Isolate& isolate, double wall_millis, Budget& budget);
  ~Turn();
  Turn(const Turn&) = delete;

  // Calls boot.js's `prepare` with `vars_json`, a JSON object of the variables, evaluates the
  // worker's top level, and calls `setup` with its exports. Once per isolate. Nullopt when it
  // worked.
  std::optional<Exception> Start(const ModuleGraph& graph, std::string_view vars_json);

  // Time from here on is charged to `budget`, which must outlive the turn or the next Charge.
  void Charge(Budget& budget);

  // Calls `entry` with one number in the asynchronous context of `scope`.
  std::optional<Exception> Call(EntryPoint entry, uint32_t scope, uint32_t argument);

  // Settles promises that natives have completed, runs V8's tasks and all microtasks, until
  // nothing is left to run.
  void Drain();

  // Promises rejected in this turn with no handler at the time of the call.
  std::vector<Exception> TakeUnhandledRejections();

 private:
  // V8's scopes, built in place: a turn costs no allocation.
  struct Entered;
  alignas(16) unsigned char entered_[256];
  Entered* entered_here_;
  Isolate& isolate_;
  Budget* budget_;
};

}  // namespace engine
