#pragma once

#include <string>

#include "src/cli/command_model.h"

namespace cli {

// The shells that completions are made for, as the command line takes them.
inline constexpr const char* kShells = "bash|zsh|fish";

// A script that completes commands, options and what options take, for the shell called `shell`,
// which is one of kShells.
std::string Completions(const CommandModel& program, std::string_view shell);

// The script for one of them.
std::string BashCompletions(const CommandModel& program);
std::string ZshCompletions(const CommandModel& program);
std::string FishCompletions(const CommandModel& program);

// What completes an option or an argument: "file", "folder", "any" for what nobody can guess,
// "words:human json", or "" for a flag.
std::string WantedBy(const OptionModel& option);

// The command and all below it, in order.
std::vector<const CommandModel*> AllOf(const CommandModel& command);

// `text` in single quotes, as POSIX shells and zsh read it.
std::string ShellQuoted(std::string_view text);

// The cases of a `case "$command $word"` that walks the words of a line: which begin a command
// below, and which option takes something. `indent` begins each line.
std::string WalkCases(const CommandModel& program, std::string_view indent);

}  // namespace cli
