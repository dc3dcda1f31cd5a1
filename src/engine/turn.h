#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "src/engine/budget.h"
#include "src/engine/exception.h"
#include "src/engine/isolate.h"
#include "src/engine/module_graph.h"
#include "src/engine/watchdog.h"

namespace engine {

// Who watches a turn. All borrowed for the turn.
struct Watched {
  Watch* watch = nullptr;            // the thread's; null: nobody watches
  TurnListener* listener = nullptr;  // null: the thread holds nothing that it could lose
  uint64_t tenant = 0;               // whose turn it is
};

// One entry of a thread into an isolate: the only place where JavaScript runs. It holds the
// isolate's lock, and the clock that JavaScript sees stands still, from construction to
// destruction. Lives on the stack.
//
// A turn that is watched is terminated when who pays for it has spent its budget. Once the isolate
// is terminated (Isolate::termination) nothing runs in the turn any more.
class Turn {
 public:
  // `wall_millis`: what Date.now() answers in this turn. CPU time in the turn is charged to
  // `budget`.
  Turn(Isolate& isolate, double wall_millis, Budget& budget, Watched watched = {});
  ~Turn();
  Turn(const Turn&) = delete;

  // Calls boot.js's `prepare` with `vars_json`, a JSON object of the variables, and
  // `bindings_json`, a JSON array of the other bindings ({kind, name}), evaluates the
  // worker's top level, and calls `setup` with its exports; when the isolate was restored from a
  // snapshot of that worker, calls `restored` instead, if boot.js has it. Once per isolate. Nullopt
  // when it worked.
  std::optional<Exception> Start(const ModuleGraph& graph, std::string_view vars_json,
                                 std::string_view bindings_json = "[]");

  // Time from here on is charged to `budget`, which must outlive the turn or the next Charge.
  void Charge(Budget& budget);

  // How long the turn had taken, in nanoseconds, when somebody else began to pay last.
  int64_t age_nanos() const { return began_nanos_ - turn_began_nanos_; }

  // Does what debuggers ask for, makes V8's inspector if they have just come, and runs what follows
  // from that: for isolates that are inspected (Isolate::IsInspected), before anything else.
  void Inspect();
  // Before the end of a turn that has called Inspect: lets go of what the next one does not need.
  // `always`: there is none.
  void EndInspection(bool always = false);

  // From here to Continue nobody pays, and nothing ends the turn: its thread waits for a debugger,
  // or works for one. May be called again in between, and Continue then as often.
  void Suspend();
  void Continue();

  // Leaves the isolate; nothing else may be called then. Whether the turn has gone astray: the
  // listener was told that it is long. The destructor does it when nobody else has.
  bool End();

  // Calls `entry` with one number in the asynchronous context of `scope`.
  std::optional<Exception> Call(EntryPoint entry, uint32_t scope, uint32_t argument);

  // Settles promises that natives have completed, runs V8's tasks and all microtasks, until
  // nothing is left to run. `payer` is asked who pays for what the promises of a scope set off;
  // null: as before.
  void Drain();
  void Drain(absl::FunctionRef<Budget*(uint32_t scope)> payer);

  // Tells the worker of the promises that were rejected and have no handler by now, and of those
  // that have got one since it was told of them (HTML, sections 8.1.4.7 and 8.1.7.3), and runs what
  // follows from that. `payer` is as for Drain. Returns those without a handler that the worker has
  // not taken care of.
  std::vector<UnhandledRejection> TellRejections();
  std::vector<UnhandledRejection> TellRejections(absl::FunctionRef<Budget*(uint32_t scope)> payer);

 private:
  // V8's scopes, built in place: a turn costs no allocation.
  struct Entered;
  alignas(16) unsigned char entered_[256];
  Entered* entered_here_;
  int64_t Elapsed(int64_t now_nanos) const;

  Isolate& isolate_;
  Budget* budget_;  // null: the turn has ended
  const Watched watched_;
  const int64_t turn_began_nanos_;
  int64_t began_nanos_;  // of who pays now
  bool was_long_ = false;
  int suspended_ = 0;
};

}  // namespace engine
