#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "bindings/snapshot.h"
#include "src/cli/command_line.h"
#include "src/cli/commands.h"
#include "src/cli/open_store.h"
#include "src/cli/sandboxing.h"
#include "src/cli/supervise.h"
#include "src/engine/platform.h"
#include "src/engine/snapshot.h"
#include "src/host/console.h"
#include "src/host/machine.h"
#include "src/host/snapshot_maker.h"
#include "src/supervisor/supervisor.h"

namespace {

constexpr std::string_view kVersion = "0.1.0";

std::string Environment(const char* name) {
  const char* value = getenv(name);
  return value != nullptr ? value : "";
}

// Whether colours are wanted: https://no-color.org and, as Node has it, $FORCE_COLOR, where nobody
// has said so whether both are terminals.
bool WantsColours() {
  const std::string forced = Environment("FORCE_COLOR");
  if (!forced.empty()) return forced != "0" && forced != "false";
  if (!Environment("NO_COLOR").empty()) return false;
  return isatty(STDOUT_FILENO) != 0 && isatty(STDERR_FILENO) != 0;
}

// The file in which a supervisor has left its state to this program; nullopt: none has.
std::optional<int> TakeStateOfSupervisor() {
  int descriptor = -1;
  if (!absl::SimpleAtoi(Environment(supervisor::kStateVariable), &descriptor)) return std::nullopt;
  unsetenv(supervisor::kStateVariable);
  return descriptor;
}

// How many heaps malloc keeps: one a lane. A lane that has gone from thread to thread would leave
// what it had freed behind in the heap of each.
void BoundMalloc(const cli::Command& command) {
  const auto* serve = std::get_if<cli::ServeCommand>(&command);
  if (serve == nullptr) {
    mallopt(M_ARENA_MAX, 1);
    return;
  }
  mallopt(M_ARENA_MAX, serve->node.threads > 0 ? serve->node.threads : host::CoreCount());
}

int Run(cli::Command command, host::Console& console) {
  BoundMalloc(command);
  const std::string esbuild = Environment("ATOLL_ESBUILD");
  const std::string search_path = Environment("PATH");
  std::unique_ptr<cli::Sandboxing> sandboxing;
  if (const auto* serve = std::get_if<cli::ServeCommand>(&command)) {
    if (serve->cell) {
      // The channel is not for programs that the cell starts.
      fcntl(serve->cell->control, F_SETFD, FD_CLOEXEC);
      // What loading it tells, the cells beside a stand-by have told.
      console.SetSilent(serve->cell->stand_by);
    }
    // Before V8 has threads.
    auto begun = cli::Sandboxing::Begin(*serve, esbuild, search_path, console);
    if (!begun.ok()) {
      console.SetSilent(false);
      console.Error(absl::StrCat("atoll: ", begun.status().message(), "\n"));
      return 1;
    }
    sandboxing = *std::move(begun);
  }
  std::unique_ptr<engine::Platform> platform = engine::Platform::Start();
  const engine::Snapshot snapshot(*platform, bindings::SnapshotBlob(), bindings::Source(),
                                  bindings::Modules());
  cli::Context context{snapshot,        console, esbuild, search_path, std::string(kVersion),
                       sandboxing.get()};
  if (std::holds_alternative<cli::MakeSnapshotCommand>(command)) {
    return host::RunSnapshotMaker(snapshot);
  }
  if (auto* dev = std::get_if<cli::DevCommand>(&command)) {
    return cli::RunDev(std::move(*dev), context);
  }
  if (const auto* check = std::get_if<cli::CheckCommand>(&command)) {
    return cli::RunCheck(*check, context);
  }
  return cli::RunServe(std::move(std::get<cli::ServeCommand>(command)), context);
}

}  // namespace

int main(int argc, char** argv) {
  // Writing to a connection or terminal that is gone is an error like any other.
  signal(SIGPIPE, SIG_IGN);
  // So is a file that may not grow.
  signal(SIGXFSZ, SIG_IGN);
  // Debian's abseil looks for cycles at every lock, at a third of a microsecond a request.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  host::Console console(STDOUT_FILENO, STDERR_FILENO, WantsColours());
  const cli::CommandLine line = {
      {argv, argv + argc},
      absl::StrCat("atoll ", kVersion, " (V8 ", engine::Platform::V8Version(), ")")};
  cli::Command command = line.Parse();
  if (const std::optional<int> left = TakeStateOfSupervisor()) {
    return cli::ResumeSupervisor(std::move(command), line, *left, console);
  }
  if (const auto* print = std::get_if<cli::PrintCommand>(&command)) {
    print->exit_code == 0 ? console.Out(print->text) : console.Error(print->text);
    return print->exit_code;
  }
  if (const auto* check = std::get_if<cli::CheckStoreCommand>(&command)) {
    return cli::RunCheckStore(check->folder, check->skipped);
  }
  if (const auto* cron = std::get_if<cli::CronCommand>(&command)) {
    return cli::RunCron(*cron, console);
  }
  if (const auto* serve = std::get_if<cli::ServeCommand>(&command)) {
    if (serve->supervised && !serve->cell) return cli::RunSupervisor(*serve, line, console);
  }
  if (const auto* kv = std::get_if<cli::KvCommand>(&command)) return cli::RunKv(*kv, console);
  if (const auto* init = std::get_if<cli::InitCommand>(&command)) {
    return cli::RunInit(*init, console);
  }
  if (const auto* types = std::get_if<cli::TypesCommand>(&command)) {
    return cli::RunTypes(*types, console);
  }
  return Run(std::move(command), console);
}
