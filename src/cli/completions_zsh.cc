#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "src/cli/completions.h"

namespace cli {
namespace {

// "name:what it is", as zsh's _describe takes it.
std::string Described(std::string_view name, std::string_view description) {
  const std::string escaped = absl::StrReplaceAll(name, {{"\\", "\\\\"}, {":", "\\:"}});
  return ShellQuoted(absl::StrCat(escaped, ":", description));
}

std::string CaseOf(const CommandModel& command) {
  std::string out = absl::StrCat("    (", ShellQuoted(command.name), ")\n      options=(\n");
  for (const OptionModel& option : command.options) {
    for (const std::string& name : option.names) {
      absl::StrAppend(&out, "        ", Described(name, option.description), "\n");
    }
  }
  absl::StrAppend(&out, "      )\n      below=(\n");
  for (const CommandModel& below : command.commands) {
    absl::StrAppend(&out, "        ", Described(below.word(), below.summary), "\n");
  }
  const std::string wants = command.arguments.empty() ? "any" : WantedBy(command.arguments.front());
  return absl::StrCat(out, "      )\n      wants=", ShellQuoted(wants), "\n      ;;\n");
}

}  // namespace

std::string ZshCompletions(const CommandModel& program) {
  std::string cases;
  for (const CommandModel* command : AllOf(program)) absl::StrAppend(&cases, CaseOf(*command));
  return absl::StrCat(R"(#compdef atoll
# Completes atoll in zsh. Made by `atoll completions zsh`.
_atoll() {
  local command=atoll wants= word i
  local -a options below
  for ((i = 2; i < CURRENT; i++)); do
    word=${words[i]}
    if [[ -n $wants ]]; then
      wants=
      continue
    fi
    case "$command $word" in
)",
                      WalkCases(program, "      "), R"(    esac
  done
  # What the word may be, where no option before it says so.
  [[ -n $wants ]] || case $command in
)",
                      cases, R"(  esac
  if [[ ${words[CURRENT]} == -* ]] && (( $#options )); then
    _describe -o option options
  elif (( $#below )); then
    _describe command below
  else
    case $wants in
      (words:*) compadd -- ${=wants#words:} ;;
      (file) _files ;;
      (folder) _files -/ ;;
    esac
  fi
}
if [[ ${funcstack[1]} == _atoll ]]; then
  _atoll "$@"
else
  compdef _atoll atoll
fi
)");
}

}  // namespace cli
