#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "src/cli/command_line.h"
#include "src/cli/worker_flags.h"

namespace cli {

// What `atoll serve` takes.
class ServeFlags {
 public:
  void AddTo(CLI::App& command);
  // The command, once the flags have been parsed. Reads the node's configuration if they name one.
  absl::StatusOr<ServeCommand> Read() const;

 private:
  absl::StatusOr<host::NodeConfig> ReadNode() const;
  void Override(host::NodeConfig& node) const;

  WorkerFlags worker_;
  std::optional<std::string> listen_;
  std::optional<int> threads_;
  std::string workers_dir_;
  std::string data_dir_;
  std::optional<std::string> admin_;
  std::optional<std::string> log_invocations_;
  std::optional<std::string> log_format_;
  std::optional<std::string> memory_target_;
  std::string user_;
  bool no_sandbox_ = false;
  bool no_supervisor_ = false;
  std::string cell_;
  std::vector<int64_t> times_;
};

}  // namespace cli
