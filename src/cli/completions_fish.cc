#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "src/cli/completions.h"

namespace cli {
namespace {

std::string Quoted(std::string_view text) {
  return absl::StrCat("'", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"'", "\\'"}}), "'");
}

// What follows an option or stands as an argument, as arguments of `complete`.
std::string Values(std::string_view wanted) {
  if (wanted.empty()) return "";
  if (wanted == "file") return " -r -F";
  if (wanted == "folder") return " -x -a '(__fish_complete_directories)'";
  if (absl::ConsumePrefix(&wanted, "words:")) return absl::StrCat(" -x -a ", Quoted(wanted));
  return " -x";
}

// The words of the command after "atoll".
std::string_view Below(const CommandModel& command) {
  const size_t space = command.name.find(' ');
  return space == std::string::npos ? "" : std::string_view(command.name).substr(space + 1);
}

std::string LinesOf(const CommandModel& command) {
  const std::string begin = absl::StrCat(
      "complete -c atoll -n ", Quoted(absl::StrCat("__atoll_at \"", Below(command), "\"")));
  std::string out;
  for (const CommandModel& below : command.commands) {
    absl::StrAppend(&out, begin, " -a ", below.word(), " -d ", Quoted(below.summary), "\n");
  }
  for (const OptionModel& option : command.options) {
    absl::StrAppend(&out, begin);
    for (std::string_view name : option.names) {
      const bool is_long = absl::ConsumePrefix(&name, "--");
      absl::ConsumePrefix(&name, "-");
      absl::StrAppend(&out, is_long ? " -l " : " -s ", name);
    }
    absl::StrAppend(&out, Values(WantedBy(option)), " -d ", Quoted(option.description), "\n");
  }
  if (command.arguments.empty()) return out;
  std::string_view wanted_text;
  const std::string wanted = WantedBy(command.arguments.front());
  wanted_text = wanted;
  if (wanted == "file") absl::StrAppend(&out, begin, " -F\n");
  if (wanted == "folder") absl::StrAppend(&out, begin, " -a '(__fish_complete_directories)'\n");
  if (absl::ConsumePrefix(&wanted_text, "words:")) {
    absl::StrAppend(&out, begin, " -a ", Quoted(wanted_text), "\n");
  }
  return out;
}

}  // namespace

std::string FishCompletions(const CommandModel& program) {
  std::string commands;
  std::string lines;
  for (const CommandModel* command : AllOf(program)) {
    if (command != &program) absl::StrAppend(&commands, " ", Quoted(Below(*command)));
    absl::StrAppend(&lines, LinesOf(*command));
  }
  return absl::StrCat(R"(# Completes atoll in fish. Made by `atoll completions fish`.

# Whether the words so far name this command, and none below it.
function __atoll_at
    set -l at
    for word in (commandline -opc)[2..]
        if contains -- (string join -- ' ' $at $word))",
                      commands, R"fish(
            set -a at $word
        end
    end
    test "$(string join -- ' ' $at)" = "$argv[1]"
end

complete -c atoll -f
)fish",
                      lines);
}

}  // namespace cli
