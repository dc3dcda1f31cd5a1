#pragma once

#include <string>
#include <vector>

#include "src/cli/command_line.h"
#include "src/host/console.h"

namespace cli {

// The arguments of this process, for whoever reads them again or starts the program anew.
struct CommandLine {
  std::vector<std::string> arguments;
  std::string version;  // what --version prints

  Command Parse() const;
};

// Runs a node's supervisor (supervisor/supervisor.h) to its end and returns the exit status of the
// process. V8 is not started.
int RunSupervisor(const ServeCommand& command, const CommandLine& line, host::Console& console);

// The same in the place of a supervisor of another program, which has left its state in the file
// `descriptor`. Whatever `command` says of it, the cells that there are serve on.
int ResumeSupervisor(Command command, const CommandLine& line, int descriptor,
                     host::Console& console);

}  // namespace cli
