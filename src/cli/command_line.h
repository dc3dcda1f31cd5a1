#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "src/cli/command_model.h"
#include "src/cli/cron_flags.h"
#include "src/cli/init.h"
#include "src/cli/inspector_flags.h"
#include "src/cli/kv_flags.h"
#include "src/cli/types_flags.h"
#include "src/host/dev_server.h"
#include "src/host/node_config.h"
#include "src/host/project.h"

namespace cli {

// `atoll dev ...`
struct DevCommand {
  host::DevOptions options;
  bool crons = true;      // whether they fire
  bool keys = true;       // whether keys do something where there is a terminal
  bool has_ip = false;    // whether options.address was given; else the configuration may say it
  bool has_port = false;  // the same of options.port, as are the next of the inspector's
  bool has_inspector_ip = false;
  bool has_inspector_port = false;
  std::string cwd;  // the folder to run in; empty: the one it is in
  InspectorSettings inspector;
};

// `atoll check ...`
struct CheckCommand {
  std::vector<host::ProjectOptions> projects;  // at least one
  bool json = false;
  std::string cwd;  // as above
};

// Times of a supervisor that tests make short.
struct SupervisorTimes {
  int64_t beat_millis = 5'000;  // without a sign of life, until a cell is killed
  int64_t least_wait_millis = 100;
  int64_t most_wait_millis = 10'000;  // before a cell is started after crashes
};

// What a supervisor says to a cell that it starts.
struct CellFlags {
  int control = -1;       // the descriptor of the channel between the two
  bool stand_by = false;  // beside a cell that serves the same
};

// `atoll serve ...`
struct ServeCommand {
  host::NodeConfig node;               // the file's, with the flags in place of what it says
  host::ProjectOptions project;        // the one worker, when the node names none
  bool supervised = true;              // by a process of its own
  std::optional<CellFlags> cell = {};  // this process is a cell
  SupervisorTimes times = {};
};

// `atoll make-snapshot`, which a node runs for itself: see host::RunSnapshotMaker.
struct MakeSnapshotCommand {};

// `atoll check-store`, which a node runs for itself: see RunCheckStore.
struct CheckStoreCommand {
  std::string folder;
  std::vector<std::string> skipped;
};

// Text to print in place of running anything: help, the version, or what is wrong.
struct PrintCommand {
  std::string text;
  int exit_code = 0;  // not 0: the text goes to standard error
};

using Command =
    std::variant<DevCommand, CheckCommand, ServeCommand, MakeSnapshotCommand, CheckStoreCommand,
                 CronCommand, KvCommand, InitCommand, TypesCommand, PrintCommand>;

// Reads the command line, and the node's configuration if it names one. `version` is what --version
// prints. Errors are a PrintCommand of one line.
Command ParseCommandLine(int argc, const char* const* argv, std::string_view version);

// What ParseCommandLine reads, command by command.
CommandModel DescribeProgram();

}  // namespace cli
