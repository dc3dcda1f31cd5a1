#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "CLI/CLI.hpp"

namespace cli {

// An option or an argument of a command.
struct OptionModel {
  std::vector<std::string> names;  // "-p", "--port"; of an argument: "worker"
  // What it takes: "PORT", "FILE", or all that it may be: "human|json". Empty: nothing.
  std::string value;
  std::string description = "";
  std::string group = "";         // under which help shows it
  std::string default_text = "";  // empty: none is told
  bool required = false;
  bool repeats = false;
};

// A command as the command line's parser has it: what help and completions are made of.
struct CommandModel {
  std::string name;  // with those above it: "atoll kv key"
  std::string summary;
  std::vector<OptionModel> options;
  std::vector<OptionModel> arguments;
  std::vector<CommandModel> commands;

  // The last word of the name.
  std::string_view word() const;
  // The command called `name` among this one and those below; null: there is none.
  const CommandModel* Find(std::string_view name) const;
};

// Walks the commands below `app`, without those that help hides. `app` is not changed: CLI11 has no
// other way to ask for its option groups.
CommandModel Describe(CLI::App& app);

// What an option with this value may be, if that is a list: "human|json".
std::vector<std::string> ChoicesOf(const OptionModel& option);

}  // namespace cli
