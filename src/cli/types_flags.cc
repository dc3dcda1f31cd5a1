#include "src/cli/types_flags.h"

#include "absl/strings/str_cat.h"
#include "src/cli/types_env.h"

namespace cli {
namespace {

std::string CheckInterface(const std::string& name) {
  if (IsInterfaceName(name)) return "";
  return absl::StrCat("\"", name,
                      "\" names no interface; expected letters, digits, \"_\" and \"$\"");
}

std::string CheckPath(const std::string& path) {
  if (path.ends_with(".d.ts")) return "";
  return absl::StrCat("\"", path, "\" holds no declarations; expected a name that ends in .d.ts");
}

}  // namespace

void TypesCommand::AddTo(CLI::App& command) {
  command
      .add_option("path", path,
                  "The file to write (default: worker-configuration.d.ts beside the configuration)")
      ->type_name("FILE")
      ->check(CheckPath, "");
  command
      .add_option("-c,--config", configs,
                  "The configuration; more of them are workers that its services name")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command
      .add_option("-e,--env", environment,
                  "The environment of the configuration (default: all, and the top level)")
      ->type_name("NAME");
  command.add_option("--env-interface", interface_name, "What the type of env is called")
      ->type_name("NAME")
      ->capture_default_str()
      ->check(CheckInterface, "");
  command.add_flag("--check", check, "Write nothing; end with status 1 if the file is out of date");
}

}  // namespace cli
