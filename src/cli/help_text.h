#pragma once

#include <string>

#include "src/cli/command_model.h"

namespace cli {

// What `atoll help COMMAND` prints: how the command is called, what it does, its arguments, options
// and subcommands, and its topic's examples, files, variables and exit status. At most 80 columns.
std::string HelpText(const CommandModel& command);

}  // namespace cli
