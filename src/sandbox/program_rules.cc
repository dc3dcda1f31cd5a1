#include "src/sandbox/program_rules.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace sandbox {
namespace {

// Whether no part of the path leads up.
bool Stays(std::string_view path) {
  for (std::string_view part : absl::StrSplit(path, '/')) {
    if (part == "..") return false;
  }
  return true;
}

bool IsBelow(std::string_view path, std::string_view folder) {
  while (folder.size() > 1 && folder.ends_with('/')) folder.remove_suffix(1);
  if (folder.empty() || !path.starts_with(folder) || !Stays(path)) return false;
  return folder == "/" || path.size() == folder.size() || path[folder.size()] == '/';
}

bool Fits(const ArgumentRule& rule, std::string_view argument) {
  switch (rule.kind) {
    case ArgumentRule::Kind::kWord:
      return argument == rule.text;
    case ArgumentRule::Kind::kBelow:
      return argument.starts_with(rule.text) &&
             IsBelow(argument.substr(rule.text.size()), rule.folder);
    case ArgumentRule::Kind::kRelative:
      return argument.starts_with("./") && Stays(argument);
    case ArgumentRule::Kind::kName:
      return !argument.starts_with('-') && argument.find('/') == argument.npos;
  }
  return false;
}

// The number of the first argument that the rule does not allow; 0: none.
size_t FirstWrong(const ProgramRule& rule, const std::vector<std::string>& arguments) {
  for (size_t i = 1; i <= rule.leading.size(); ++i) {
    if (i >= arguments.size() || arguments[i] != rule.leading[i - 1]) return i;
  }
  for (size_t i = rule.leading.size() + 1; i < arguments.size(); ++i) {
    const bool fits =
        std::any_of(rule.others.begin(), rule.others.end(),
                    [&](const ArgumentRule& form) { return Fits(form, arguments[i]); });
    if (!fits) return i;
  }
  return 0;
}

bool RunsThere(const ProgramRule& rule, std::string_view folder) {
  if (rule.folders.empty()) return folder == "/";
  return std::any_of(rule.folders.begin(), rule.folders.end(),
                     [folder](const std::string& allowed) { return IsBelow(folder, allowed); });
}

}  // namespace

absl::Status CheckProgram(const std::vector<ProgramRule>& rules, const SpawnRequest& request) {
  const std::string& program = request.arguments.front();
  std::string why = absl::StrCat(program, ": is not one of the programs that may be started");
  for (const ProgramRule& rule : rules) {
    if (rule.program != program) continue;
    const size_t wrong = FirstWrong(rule, request.arguments);
    if (wrong >= request.arguments.size()) {
      why = absl::StrCat(program, ": too few arguments");
    } else if (wrong != 0) {
      why = absl::StrCat(program, ": may not be started with \"", request.arguments[wrong], "\"");
    } else if (!RunsThere(rule, request.folder)) {
      why = absl::StrCat(program, ": may not be started in ", request.folder);
    } else {
      return absl::OkStatus();
    }
  }
  return absl::PermissionDeniedError(why);
}

}  // namespace sandbox
