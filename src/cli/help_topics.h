#pragma once

#include <span>
#include <string_view>

#include "CLI/CLI.hpp"

namespace cli {

// A line of help: something that can be typed or met, and what it is.
struct HelpEntry {
  std::string_view name;
  std::string_view explanation;
};

// What help says of a command beyond what the parser of the command line knows.
struct HelpTopic {
  std::string_view command;                  // "atoll dev"
  std::string_view description;              // a paragraph a line
  std::span<const HelpEntry> examples = {};  // each `name` is a whole command line
  std::span<const HelpEntry> files = {};
  std::span<const HelpEntry> environment = {};
  std::span<const HelpEntry> exit_status = {};
};

// The command's, or one that says what holds for all.
const HelpTopic& TopicOf(std::string_view command);
std::span<const HelpTopic> AllTopics();

// Puts options of `atoll dev`, `check` and `serve` into groups, by their names.
void GroupOptions(CLI::App& app);

}  // namespace cli
