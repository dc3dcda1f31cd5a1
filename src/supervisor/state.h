#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "src/supervisor/plan.h"
#include "src/supervisor/settings.h"
#include "src/supervisor/sockets.h"

namespace supervisor {

// What a supervisor leaves to the program that takes its place (execve(2)). Descriptors are numbers
// in this process.
struct State {
  struct Socket {
    Sockets::Key key;
    int descriptor = -1;
  };
  struct Process {
    CellNumber number = 0;
    pid_t pid = 0;
    int descriptor = -1;  // its end of the control channel
    Plan::Cell cell = {};
  };

  SettingsNumber last_settings = 0;
  SettingsNumber served = 0;  // one of `settings`
  uint64_t restarts = 0;
  std::vector<std::pair<SettingsNumber, Settings>> settings = {};
  std::vector<Socket> sockets = {};
  std::vector<Process> cells = {};
};

// A text, a line for each thing.
std::string Encode(const State& state);
// Errors name the line.
absl::StatusOr<State> DecodeState(std::string_view text);

}  // namespace supervisor
