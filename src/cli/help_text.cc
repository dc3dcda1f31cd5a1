#include "src/cli/help_text.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "src/cli/help_topics.h"

namespace cli {
namespace {

constexpr size_t kColumns = 80;
// Where explanations begin; a longer name has a line of its own.
constexpr size_t kIndent = 26;

// The words of `text` in lines that begin in column `indent`; the first one goes on from `column`.
std::string Wrap(std::string_view text, size_t indent, size_t column) {
  std::string out;
  for (std::string_view word : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    if (column < indent) {
      out.append(indent - column, ' ');
      column = indent;
    } else if (column + 1 + word.size() > kColumns && column > indent) {
      absl::StrAppend(&out, "\n", std::string(indent, ' '));
      column = indent;
    } else if (column > indent) {
      out.push_back(' ');
      ++column;
    }
    out.append(word);
    column += word.size();
  }
  out.push_back('\n');
  return out;
}

// "  name    what it is", in two columns.
std::string Line(std::string_view name, std::string_view explanation) {
  std::string out = absl::StrCat("  ", name);
  if (explanation.empty()) return absl::StrCat(out, "\n");
  if (out.size() + 2 <= kIndent) return absl::StrCat(out, Wrap(explanation, kIndent, out.size()));
  return absl::StrCat(out, "\n", Wrap(explanation, kIndent, 0));
}

std::string Shown(const OptionModel& argument) {
  std::string name = absl::AsciiStrToUpper(argument.names.front());
  if (argument.repeats) absl::StrAppend(&name, "...");
  return name;
}

std::string Usage(const CommandModel& command) {
  std::string usage = absl::StrCat("  ", command.name);
  if (!command.options.empty()) absl::StrAppend(&usage, " [OPTION...]");
  for (const OptionModel& argument : command.arguments) {
    absl::StrAppend(&usage, argument.required ? " " : " [", Shown(argument),
                    argument.required ? "" : "]");
  }
  if (!command.commands.empty()) absl::StrAppend(&usage, " COMMAND");
  return absl::StrCat(usage, "\n");
}

std::string Explain(const OptionModel& option) {
  if (option.default_text.empty() || option.value.empty()) return option.description;
  return absl::StrCat(option.description, " (default: ", option.default_text, ")");
}

std::string OptionLine(const OptionModel& option) {
  const bool has_short = option.names.front().size() == 2;
  std::string name = absl::StrCat(has_short ? "" : "    ", absl::StrJoin(option.names, ", "));
  if (!option.value.empty()) {
    absl::StrAppend(&name, " ", option.value, option.repeats ? "..." : "");
  }
  return Line(name, Explain(option));
}

// The options by their groups, each in the order of its first one.
std::string Options(const CommandModel& command) {
  std::vector<std::string_view> groups;
  for (const OptionModel& option : command.options) {
    if (std::find(groups.begin(), groups.end(), option.group) == groups.end()) {
      groups.push_back(option.group);
    }
  }
  std::string out;
  for (std::string_view group : groups) {
    absl::StrAppend(&out, "\n", group == "OPTIONS" ? "Options" : group, ":\n");
    for (const OptionModel& option : command.options) {
      if (option.group == group) absl::StrAppend(&out, OptionLine(option));
    }
  }
  return out;
}

std::string Section(std::string_view title, std::span<const HelpEntry> entries) {
  if (entries.empty()) return "";
  std::string out = absl::StrCat("\n", title, ":\n");
  for (const HelpEntry& entry : entries) absl::StrAppend(&out, Line(entry.name, entry.explanation));
  return out;
}

// What can be typed as it stands: on a line of its own, below what it does.
std::string Examples(std::span<const HelpEntry> examples) {
  std::string out = examples.empty() ? "" : "\nExamples:\n";
  for (const HelpEntry& example : examples) {
    absl::StrAppend(&out, Wrap(example.explanation, 2, 0), "    ", example.name, "\n");
  }
  return out;
}

}  // namespace

std::string HelpText(const CommandModel& command) {
  const HelpTopic& topic = TopicOf(command.name);
  std::string out = absl::StrCat(Wrap(absl::StrCat(command.name, ": ", command.summary), 0, 0),
                                 "\nUsage:\n", Usage(command));
  for (std::string_view paragraph : absl::StrSplit(topic.description, '\n', absl::SkipEmpty())) {
    absl::StrAppend(&out, "\n", Wrap(paragraph, 0, 0));
  }
  if (!command.arguments.empty()) absl::StrAppend(&out, "\nArguments:\n");
  for (const OptionModel& argument : command.arguments) {
    absl::StrAppend(&out, Line(Shown(argument), Explain(argument)));
  }
  absl::StrAppend(&out, Options(command));
  if (!command.commands.empty()) absl::StrAppend(&out, "\nCommands:\n");
  for (const CommandModel& below : command.commands) {
    absl::StrAppend(&out, Line(below.word(), below.summary));
  }
  if (!command.commands.empty()) {
    const std::string_view below =
        std::string_view(command.name).substr(std::string_view("atoll").size());
    absl::StrAppend(&out, "\n`atoll help", below, " COMMAND` explains one.\n");
  }
  absl::StrAppend(&out, Examples(topic.examples), Section("Files", topic.files),
                  Section("Environment", topic.environment),
                  Section("Exit status", topic.exit_status));
  return out;
}

}  // namespace cli
