#include "src/cli/worker_flags.h"

#include "absl/strings/str_cat.h"
#include "src/host/config_text.h"

namespace cli {
namespace {

std::string CheckVar(const std::string& text) {
  const size_t colon = text.find(':');
  if (colon != text.npos && colon > 0) return "";
  return absl::StrCat("\"", text, "\" is no variable; expected NAME:VALUE");
}

}  // namespace

std::string CheckSize(const std::string& text) {
  return std::string(host::ParseSize(text).status().message());
}

std::string CheckListen(const std::string& text) {
  return std::string(host::ParseListen(text).status().message());
}

void WorkerFlags::AddTo(CLI::App& command, const std::string& positional) {
  command.add_option("worker", path, positional)->type_name("");
  command
      .add_option(
          "-c,--config", configs,
          "The configuration to use; in dev it may be repeated: one for each further worker")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command.add_option("-e,--env", environment, "The environment of the configuration to use")
      ->type_name("NAME");
  command.add_option("--var", vars, "A variable for the worker; may be repeated")
      ->type_name("NAME:VALUE")
      ->check(CheckVar, "")
      ->allow_extra_args(false);
  command.add_option("--max-body-size", max_body_size, "The largest request body to accept")
      ->type_name("SIZE")
      ->check(CheckSize, "")
      ->default_str("100MB");
}

host::ProjectOptions WorkerFlags::Project() const {
  host::ProjectOptions project;
  project.path = path;
  if (!configs.empty()) project.config = configs.front();
  project.environment = environment;
  for (const std::string& var : vars) {
    const size_t colon = var.find(':');
    project.vars.Set(var.substr(0, colon), host::ConfigValue::String(var.substr(colon + 1)));
  }
  return project;
}

std::vector<host::ProjectOptions> WorkerFlags::Others() const {
  std::vector<host::ProjectOptions> others;
  for (size_t i = 1; i < configs.size(); ++i) {
    host::ProjectOptions& other = others.emplace_back();
    other.config = configs[i];
    other.environment = environment;
  }
  return others;
}

std::optional<uint64_t> WorkerFlags::MaxBodyBytes() const {
  if (!max_body_size.has_value()) return std::nullopt;
  return host::ParseSize(*max_body_size).value();
}

}  // namespace cli
