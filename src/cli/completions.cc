#include "src/cli/completions.h"

#include <utility>

#include "absl/container/btree_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

namespace cli {

std::string Completions(const CommandModel& program, std::string_view shell) {
  if (shell == "bash") return BashCompletions(program);
  return shell == "zsh" ? ZshCompletions(program) : FishCompletions(program);
}

std::string WantedBy(const OptionModel& option) {
  const bool is_argument = !option.names.front().starts_with('-');
  const std::string& value = option.value;
  if (value.empty()) return is_argument ? "file" : "";
  if (const auto choices = ChoicesOf(option); !choices.empty()) {
    return absl::StrCat("words:", absl::StrJoin(choices, " "));
  }
  if (value == "FILE" || value == "PATH") return "file";
  return value == "FOLDER" ? "folder" : "any";
}

std::vector<const CommandModel*> AllOf(const CommandModel& command) {
  std::vector<const CommandModel*> all = {&command};
  for (const CommandModel& below : command.commands) {
    for (const CommandModel* one : AllOf(below)) all.push_back(one);
  }
  return all;
}

std::string ShellQuoted(std::string_view text) {
  return absl::StrCat("'", absl::StrReplaceAll(text, {{"'", "'\\''"}}), "'");
}

std::string WalkCases(const CommandModel& program, std::string_view indent) {
  std::vector<std::string> commands;
  absl::btree_map<std::string, std::vector<std::string>> takers;
  for (const CommandModel* command : AllOf(program)) {
    if (command != &program) commands.push_back(ShellQuoted(command->name));
    for (const OptionModel& option : command->options) {
      const std::string wanted = WantedBy(option);
      if (wanted.empty()) continue;
      for (const std::string& name : option.names) {
        takers[wanted].push_back(ShellQuoted(absl::StrCat(command->name, " ", name)));
      }
    }
  }
  const std::string between = absl::StrCat(" |\\\n", indent, "  ");
  std::string out =
      absl::StrCat(indent, absl::StrJoin(commands, between), ") command=\"$command $word\" ;;\n");
  for (const auto& [wanted, names] : takers) {
    absl::StrAppend(&out, indent, absl::StrJoin(names, between), ") wants=", ShellQuoted(wanted),
                    " ;;\n");
  }
  return out;
}

std::string BashCompletions(const CommandModel& program) {
  std::string cases;
  for (const CommandModel* command : AllOf(program)) {
    std::vector<std::string_view> options;
    for (const OptionModel& option : command->options) {
      for (const std::string& name : option.names) options.push_back(name);
    }
    std::vector<std::string_view> words;
    for (const CommandModel& below : command->commands) words.push_back(below.word());
    std::string wants = words.empty() ? "any" : absl::StrCat("words:", absl::StrJoin(words, " "));
    if (!command->arguments.empty()) wants = WantedBy(command->arguments.front());
    absl::StrAppend(&cases, "    ", ShellQuoted(command->name),
                    ") options=", ShellQuoted(absl::StrJoin(options, " ")),
                    " wants=", ShellQuoted(wants), " ;;\n");
  }
  return absl::StrCat(R"(# Completes atoll in bash. Made by `atoll completions bash`.
_atoll() {
  local current=${COMP_WORDS[COMP_CWORD]} command=atoll wants= options= word i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    # bash takes --option=value apart.
    [[ $word == = ]] && continue
    if [[ $wants ]]; then
      wants=
      continue
    fi
    case "$command $word" in
)",
                      WalkCases(program, "      "), R"(    esac
  done
  [[ $current == = ]] && current=
  # What the word may be, where no option before it says so.
  [[ $wants ]] || case $command in
)",
                      cases, R"(  esac
  COMPREPLY=()
  if [[ $options && $current == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
    return
  fi
  case $wants in
    words:*) mapfile -t COMPREPLY < <(compgen -W "${wants#words:}" -- "$current") ;;
    file)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      ;;
    folder)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -d -- "$current")
      ;;
  esac
}
complete -F _atoll atoll
)");
}

}  // namespace cli
