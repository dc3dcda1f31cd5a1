#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "src/host/project.h"

namespace cli {

// What the commands that run a worker, or look at one, take.
struct WorkerFlags {
  std::string path;
  std::vector<std::string> configs;  // the first is that of the main worker
  std::string environment;
  std::vector<std::string> vars;
  std::optional<std::string> max_body_size;

  // `positional` explains the worker's path.
  void AddTo(CLI::App& command, const std::string& positional);
  void AddMaxBodySizeTo(CLI::App& command);
  // The main worker.
  host::ProjectOptions Project() const;
  // Those of the configurations after the first, in their order.
  std::vector<host::ProjectOptions> Others() const;
  // None: not given.
  std::optional<uint64_t> MaxBodyBytes() const;
};

// What stands in for a part of the configuration, for who writes the worker: of `dev` and `check`.
struct AuthorFlags {
  std::string cwd;  // the folder to run in; empty: the one it is in
  std::string name;
  std::string compatibility_date;
  std::vector<std::string> compatibility_flags;
  bool no_bundle = false;
  bool minify = false;
  std::string tsconfig;
  std::vector<std::string> define;
  std::vector<std::string> alias;
  std::vector<std::string> env_files;

  void AddTo(CLI::App& command);
  // The worker of `flags`, as its author has it: with .dev.vars, and its build's command run.
  host::ProjectOptions Project(const WorkerFlags& flags) const;
  std::vector<host::ProjectOptions> Others(const WorkerFlags& flags) const;

 private:
  void SetLocal(host::ProjectOptions& project) const;
};

// CLI11's checks: "", or what is wrong.
std::string CheckSize(const std::string& text);
std::string CheckListen(const std::string& text);

}  // namespace cli
