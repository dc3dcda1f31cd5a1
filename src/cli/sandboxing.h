#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "src/cli/command_line.h"
#include "src/host/child_process.h"
#include "src/host/console.h"
#include "src/sandbox/sandbox.h"
#include "src/sandbox/spawner.h"

namespace cli {

// The second layer of `atoll serve`: what holds the process to what a server needs, should
// JavaScript break out of V8.
class Sandboxing {
 public:
  // Makes the data directory and gives it to the node's user, starts the process that starts
  // programs, and enters the sandbox, all but what Finish() does. Before there are other threads.
  // `esbuild` and `search_path` say where that is, as host::DeployOptions does. The console is
  // borrowed. Errors are for people: there is no such user, no worker at the path.
  static absl::StatusOr<std::unique_ptr<Sandboxing>> Begin(const ServeCommand& command,
                                                           const std::string& esbuild,
                                                           const std::string& search_path,
                                                           host::Console& console);
  ~Sandboxing();

  // Who starts programs; null: this process itself may.
  host::Spawner* spawner() const { return starter_.get(); }

  // Enters the rest: once all ports are open, on any number of threads. Says on the console what is
  // in force.
  absl::Status Finish();

 private:
  Sandboxing(const ServeCommand& command, host::Console& console);

  absl::Status FindUser();
  absl::Status MakeDataDirectory();
  absl::Status MakeTemporaryFolder();
  absl::Status StartSpawner(std::vector<sandbox::ProgramRule> programs);
  void Warn() const;
  std::string Line() const;

  const host::NodeConfig node_;
  const bool many_workers_;
  bool warns_ = false;
  host::Console& console_;
  std::string data_dir_;   // absolute; empty: none
  std::string temporary_;  // the folder for temporary files, its own; empty: none
  sandbox::SandboxOptions options_;
  sandbox::InForce in_force_;
  std::unique_ptr<sandbox::Spawner> spawner_;
  std::unique_ptr<host::Spawner> starter_;
};

}  // namespace cli
