#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "src/sandbox/datagram.h"
#include "src/sandbox/program_rules.h"

namespace sandbox {

// A program that a Spawner has started. One that goes before its end is killed. One thread at a
// time.
class SpawnedProgram {
 public:
  explicit SpawnedProgram(Descriptor replies) : replies_(std::move(replies)) {}

  // Has it killed; Wait() is still to be called for its end.
  void Kill();
  // Waits for its end: the status, as waitpid(2) has it. kUnavailable: the spawner has gone, and
  // the program with it.
  absl::StatusOr<int> Wait();

 private:
  Descriptor replies_;
};

// A small process that starts programs for one that may not start any itself. Which ones is fixed
// when it starts. It ends with the process that has started it, and so do the programs.
class Spawner {
 public:
  struct Options {
    std::vector<ProgramRule> programs;
    // Called in the new process before it serves: whom it becomes, what it may do. The programs
    // inherit that.
    absl::AnyInvocable<absl::Status()> prepare;
    // Called in the new process when the other has gone.
    absl::AnyInvocable<void()> at_end;
  };

  // Forks. Before there are other threads.
  static absl::StatusOr<std::unique_ptr<Spawner>> Start(Options options);
  // Ends the process, and the programs that still run.
  ~Spawner();

  // Starts the program `request.arguments[0]`. The descriptors are borrowed; `input` and `output`
  // -1: it has none. kPermissionDenied: no rule allows it; kNotFound and the like: it cannot be
  // started. Any thread.
  absl::StatusOr<std::unique_ptr<SpawnedProgram>> Spawn(std::vector<std::string> arguments,
                                                        std::string folder, int input, int output,
                                                        int error) const;

  pid_t process() const { return process_; }

 private:
  Spawner(pid_t process, Descriptor requests) : process_(process), requests_(std::move(requests)) {}

  const pid_t process_;
  Descriptor requests_;
};

}  // namespace sandbox
