#pragma once

#include <string>
#include <vector>

#include "CLI/CLI.hpp"

namespace cli {

// `atoll types ...`
struct TypesCommand {
  std::string path;                  // of the file; empty: beside the configuration
  std::vector<std::string> configs;  // the worker's, then those of workers that its services name
  std::string environment;
  std::string interface_name = "Env";
  bool check = false;  // whether the file is only compared

  // `command` is `atoll types`.
  void AddTo(CLI::App& command);
};

}  // namespace cli
