#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "src/host/project.h"

namespace cli {

// What both commands that run a worker take.
struct WorkerFlags {
  std::string path;
  std::vector<std::string> configs;  // the first is that of the main worker
  std::string environment;
  std::vector<std::string> vars;
  std::optional<std::string> max_body_size;

  // `positional` explains the worker's path.
  void AddTo(CLI::App& command, const std::string& positional);
  // The main worker.
  host::ProjectOptions Project() const;
  // Those of the configurations after the first, in their order.
  std::vector<host::ProjectOptions> Others() const;
  // None: not given.
  std::optional<uint64_t> MaxBodyBytes() const;
};

// CLI11's checks: "", or what is wrong.
std::string CheckSize(const std::string& text);
std::string CheckListen(const std::string& text);

}  // namespace cli
