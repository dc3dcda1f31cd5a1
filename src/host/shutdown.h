#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "absl/functional/any_invocable.h"
#include "src/host/console.h"
#include "src/host/lane_server.h"
#include "src/loop/loop.h"
#include "src/loop/timer.h"

namespace host {

// How a program that serves has ended.
struct Ending {
  int exit_code = 0;
  // Whether a lane, or a turn that had lost its lane, still runs: then nothing it uses may be
  // destroyed, and the process must leave by _exit.
  bool abandoned = false;
};

inline constexpr int64_t kGraceMillis = 30'000;
// For how long clients whose connection is idle may still bring a request, when another process
// takes over.
inline constexpr int64_t kHandOverIdleMillis = 3'000;

// Who serves when lanes drain.
enum class Successor { kNone, kAnotherProcess };

// The way from the first signal, or the order to drain, to the end: every lane finishes its
// requests, for which it is given some time. Bound to the loop's thread.
class Shutdown {
 public:
  struct Options {
    int64_t grace_millis = kGraceMillis;
    absl::AnyInvocable<void()> on_drain = nullptr;  // called when the draining begins
  };

  // All but `options` are borrowed. Lanes must wake `control` when they finish.
  Shutdown(loop::Loop& control, std::span<const std::unique_ptr<LaneServer>> lanes,
           worker::Crew& crew, Console& console, Options options);

  // Has the lanes drain. The second time: with nobody who serves after all.
  void Drain(Successor successor);
  // Drains; the second signal ends at once.
  void OnSignal(int signal);
  // Drains with nobody who serves, because the process should not go on: it ends with this status.
  void Fail(int exit_code);
  // Turns the loop until every lane has finished, or was given up.
  Ending Run();

 private:
  bool AllFinished() const;
  void OnGraceOver();

  loop::Loop& control_;
  std::span<const std::unique_ptr<LaneServer>> lanes_;
  worker::Crew& crew_;
  Console& console_;
  Options options_;
  loop::Timer notice_;
  loop::Timer grace_;
  loop::Timer stop_;
  bool signalled_ = false;
  bool draining_ = false;
  bool over_ = false;
  Ending ending_;
};

// Prints `ready`, then turns `control` until `shutdown`, which SIGINT and SIGTERM begin, is over.
// From `ready` on no signal is lost. On the thread that owns `control`.
Ending ServeUntilSignal(Shutdown& shutdown, loop::Loop& control, Console& console,
                        std::string_view ready);

// Prints `ready`, then turns `control` until SIGINT or SIGTERM arrives and every lane has finished
// its requests, which is given `grace_millis`. A second signal ends the wait at once. From `ready`
// on no signal is lost. `on_drain` is called when the first signal arrives. Call it on the thread
// that owns `control`; lanes must wake that loop when they finish.
Ending ServeUntilSignal(loop::Loop& control, std::span<const std::unique_ptr<LaneServer>> lanes,
                        worker::Crew& crew, Console& console, std::string_view ready,
                        int64_t grace_millis = kGraceMillis,
                        absl::AnyInvocable<void()> on_drain = nullptr);

}  // namespace host
