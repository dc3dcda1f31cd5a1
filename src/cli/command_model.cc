#include "src/cli/command_model.h"

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace cli {
namespace {

OptionModel DescribeOption(const CLI::Option& option, std::string_view group) {
  OptionModel model;
  for (const std::string& name : option.get_snames()) {
    model.names.push_back(absl::StrCat("-", name));
  }
  for (const std::string& name : option.get_lnames()) {
    model.names.push_back(absl::StrCat("--", name));
  }
  if (!option.nonpositional()) model.names.push_back(option.get_name(true));
  if (option.get_items_expected_max() > 0) model.value = option.get_type_name();
  model.description = option.get_description();
  model.group = group.empty() ? option.get_group() : std::string(group);
  model.default_text = option.get_default_str();
  model.required = option.get_required();
  model.repeats = option.get_expected_max() > 1;
  return model;
}

// Its options, and those of its option groups, which CLI11 has as commands without a name. It
// counts the latter among the former, too.
void AddOptions(CLI::App& app, CommandModel& into) {
  absl::flat_hash_map<const CLI::Option*, std::string> groups;
  for (CLI::App* below : app.get_subcommands([](CLI::App*) { return true; })) {
    if (!below->get_name().empty()) continue;
    for (const CLI::Option* option : below->get_options()) {
      groups[option] = below->get_description();
    }
  }
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_group().empty()) continue;
    auto& list = option->nonpositional() ? into.options : into.arguments;
    list.push_back(DescribeOption(*option, groups[option]));
  }
}

CommandModel DescribeCommand(CLI::App& app, std::string name) {
  CommandModel model;
  model.name = std::move(name);
  model.summary = app.get_description();
  AddOptions(app, model);
  for (CLI::App* below : app.get_subcommands([](CLI::App*) { return true; })) {
    if (below->get_name().empty() || below->get_group().empty()) continue;
    model.commands.push_back(
        DescribeCommand(*below, absl::StrCat(model.name, " ", below->get_name())));
  }
  return model;
}

}  // namespace

std::string_view CommandModel::word() const {
  return std::string_view(name).substr(name.rfind(' ') + 1);
}

const CommandModel* CommandModel::Find(std::string_view wanted) const {
  if (name == wanted) return this;
  for (const CommandModel& command : commands) {
    if (const CommandModel* found = command.Find(wanted)) return found;
  }
  return nullptr;
}

CommandModel Describe(CLI::App& app) { return DescribeCommand(app, app.get_name()); }

std::vector<std::string> ChoicesOf(const OptionModel& option) {
  if (option.value.find('|') == std::string::npos) return {};
  return absl::StrSplit(option.value, '|');
}

}  // namespace cli
