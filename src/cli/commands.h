#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "src/cli/command_line.h"
#include "src/cli/sandboxing.h"
#include "src/engine/snapshot.h"
#include "src/host/child_process.h"
#include "src/host/console.h"

namespace cli {

// What a command needs of the process. Everything is borrowed.
struct Context {
  const engine::Snapshot& snapshot;
  host::Console& console;
  std::string esbuild;      // $ATOLL_ESBUILD
  std::string search_path;  // $PATH
  std::string version;      // "0.1.0"
  Sandboxing* sandboxing;   // of `atoll serve`; null elsewhere

  // Who starts programs; null: the process itself.
  host::Spawner* spawner() const { return sandboxing != nullptr ? sandboxing->spawner() : nullptr; }
};

// Run a command to its end and return the process's exit status. May leave the process by _exit
// when a worker's JavaScript does not return.
int RunDev(DevCommand command, Context& context);
int RunCheck(const CheckCommand& command, Context& context);
int RunServe(ServeCommand command, Context& context);

int RunCron(const CronCommand& command, host::Console& console);
int RunInit(const InitCommand& command, host::Console& console);
int RunKv(const KvCommand& command, host::Console& console);
int RunTypes(const TypesCommand& command, host::Console& console);

// Of a process that should not go on because of what is parked in it: EX_TEMPFAIL of
// sysexits.h(3head), for whoever starts it again may expect better.
inline constexpr int kExhaustedExitCode = 75;

// Goes to the folder that was given; "" is the one it is in.
absl::Status GoTo(const std::string& folder);

// Prints "atoll: message" and returns 1.
int Fail(Context& context, std::string_view message);

// Leaves the process at once if `ending` says that a thread still runs; else its exit status.
int Leave(const host::Ending& ending);

}  // namespace cli
