#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "absl/functional/any_invocable.h"
#include "src/host/console.h"
#include "src/host/lane_server.h"
#include "src/loop/loop.h"

namespace host {

// How a program that serves has ended.
struct Ending {
  int exit_code = 0;
  // Whether a lane, or a turn that had lost its lane, still runs: then nothing it uses may be
  // destroyed, and the process must leave by _exit.
  bool abandoned = false;
};

inline constexpr int64_t kGraceMillis = 30'000;

// Prints `ready`, then turns `control` until SIGINT or SIGTERM arrives and every lane has finished
// its requests, which is given `grace_millis`. A second signal ends the wait at once. From `ready`
// on no signal is lost. `on_drain` is called when the first signal arrives. Call it on the thread
// that owns `control`; lanes must wake that loop when they finish.
Ending ServeUntilSignal(loop::Loop& control, std::span<const std::unique_ptr<LaneServer>> lanes,
                        worker::Crew& crew, Console& console, std::string_view ready,
                        int64_t grace_millis = kGraceMillis,
                        absl::AnyInvocable<void()> on_drain = nullptr);

}  // namespace host
