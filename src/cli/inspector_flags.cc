#include "src/cli/inspector_flags.h"

#include "CLI/CLI.hpp"

namespace cli {

void InspectorFlags::AddTo(CLI::App& command) {
  command
      .add_option("--inspector-port", settings_.port,
                  "The port for DevTools and debuggers; when it is busy, the next free one")
      ->type_name("PORT")
      ->capture_default_str()
      ->check(CLI::Range(0, 65535).description(""));
  command
      .add_option("--inspector-ip", settings_.address,
                  "The address for them; whoever reaches it can run code in the worker")
      ->type_name("ADDRESS")
      ->capture_default_str();
  command.add_flag("--no-inspector", off_, "Have no such port");
}

InspectorSettings InspectorFlags::Read() const {
  InspectorSettings settings = settings_;
  settings.enabled = !off_;
  if (settings.address == "localhost") settings.address = "127.0.0.1";
  return settings;
}

}  // namespace cli
