#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "CLI/CLI.hpp"

namespace cli {

// `atoll cron ...`
struct CronCommand {
  enum class Action { kList, kHistory, kRun };
  Action action = Action::kList;
  bool json = false;
  // Whose crons: a script, a folder, a node's configuration, or a folder of workers. All empty: the
  // project found upward from here, or all that the data directory has.
  std::string path;
  std::string config;
  std::string environment;
  std::string workers_dir;
  std::string data_dir;  // empty: the node's, or .atoll/state of the project
  std::string worker;    // only this one
  std::string cron;      // only this one
  int limit = 20;        // entries of each cron's history
  // Of `run`: where the server is asked, one of the two.
  std::string admin;  // ADDRESS:PORT of `serve`
  int port = 8787;    // of `dev`
  std::optional<int64_t> time;
};

// The subcommands of `atoll cron`.
class CronFlags {
 public:
  // `command` is `atoll cron`.
  void AddTo(CLI::App& command);
  // What was asked for, after the command line was parsed.
  const CronCommand& Read() const { return command_; }

 private:
  using Action = CronCommand::Action;
  CLI::App* Add(CLI::App& parent, const char* name, const char* help, Action action);
  void AddSource(CLI::App& command);

  CronCommand command_;
};

}  // namespace cli
