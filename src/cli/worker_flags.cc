#include "src/cli/worker_flags.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "src/host/config_text.h"
#include "src/host/wrangler_config.h"

namespace cli {
namespace {

// Whether it is a name, ":" and whatever else. `what` is such a thing: "a variable".
std::string CheckPair(const std::string& text, std::string_view what) {
  const size_t colon = text.find(':');
  if (colon != text.npos && colon > 0) return "";
  return absl::StrCat("\"", text, "\" is no ", what, "; expected NAME:VALUE");
}

std::string CheckVar(const std::string& text) { return CheckPair(text, "variable"); }
std::string CheckDefine(const std::string& text) { return CheckPair(text, "definition"); }
std::string CheckAlias(const std::string& text) {
  // A name may have a colon itself.
  const size_t colon = text.starts_with("node:") ? text.find(':', 5) : text.find(':');
  if (colon != text.npos && colon > 0 && colon + 1 < text.size()) return "";
  return absl::StrCat("\"", text, "\" is no alias; expected NAME:MODULE");
}

std::string CheckDate(const std::string& text) {
  if (host::IsCompatibilityDate(text)) return "";
  return absl::StrCat("\"", text, "\" is no date; expected ", host::kCompatibilityDateForm);
}

std::string CheckName(const std::string& text) {
  if (host::IsWorkerName(text)) return "";
  return absl::StrCat("\"", text, "\" is no worker's name; expected ", host::kWorkerNameForm);
}

std::pair<std::string, std::string> Split(const std::string& text, size_t colon) {
  return {text.substr(0, colon), text.substr(colon + 1)};
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
          "The configuration to use; in dev and check, repeated: one for each further worker")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command.add_option("-e,--env", environment, "The environment of the configuration to use")
      ->type_name("NAME");
  command.add_option("--var", vars, "A variable for the worker; may be repeated")
      ->type_name("NAME:VALUE")
      ->check(CheckVar, "")
      ->allow_extra_args(false);
}

void WorkerFlags::AddMaxBodySizeTo(CLI::App& command) {
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
    auto [name, value] = Split(var, var.find(':'));
    project.vars.Set(name, host::ConfigValue::String(std::move(value)));
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

void AuthorFlags::AddTo(CLI::App& command) {
  command
      .add_option("--env-file", env_files,
                  "A file of secrets in place of .dev.vars and .env; may be repeated, the last "
                  "wins")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command.add_option("--cwd", cwd, "The folder to run in")->type_name("FOLDER");
  command.add_option("--name", name, "The worker's name")->type_name("NAME")->check(CheckName, "");
  command.add_option("--compatibility-date", compatibility_date, "Of the worker, as is the next")
      ->type_name("DATE")
      ->check(CheckDate, "");
  command
      .add_option("--compatibility-flags,--compatibility-flag", compatibility_flags,
                  "In place of the configuration's; may be repeated")
      ->type_name("FLAG")
      ->allow_extra_args(false);
  command.add_flag("--no-bundle", no_bundle, "Take the modules as they are");
  command.add_flag("--minify", minify, "Have the bundler make names and white space short");
  command.add_option("--tsconfig", tsconfig, "The tsconfig.json that the bundler reads")
      ->type_name("FILE");
  command
      .add_option("--define", define, "An identifier that the bundler replaces; may be repeated")
      ->type_name("NAME:EXPRESSION")
      ->check(CheckDefine, "")
      ->allow_extra_args(false);
  command
      .add_option("--alias", alias, "A module that is imported in another's place; may be repeated")
      ->type_name("NAME:MODULE")
      ->check(CheckAlias, "")
      ->allow_extra_args(false);
}

void AuthorFlags::SetLocal(host::ProjectOptions& project) const {
  project.preview = true;
  project.development = true;
  project.env_files = env_files;
  project.runs_build = true;
}

host::ProjectOptions AuthorFlags::Project(const WorkerFlags& flags) const {
  host::ProjectOptions project = flags.Project();
  SetLocal(project);
  project.name = name;
  project.compatibility_date = compatibility_date;
  if (!compatibility_flags.empty()) project.compatibility_flags = compatibility_flags;
  if (no_bundle) project.no_bundle = true;
  if (minify) project.minify = true;
  project.tsconfig = tsconfig;
  for (const std::string& pair : define) project.define.push_back(Split(pair, pair.find(':')));
  for (const std::string& pair : alias) {
    project.alias.push_back(Split(pair, pair.find(':', pair.starts_with("node:") ? 5 : 0)));
  }
  return project;
}

std::vector<host::ProjectOptions> AuthorFlags::Others(const WorkerFlags& flags) const {
  std::vector<host::ProjectOptions> others = flags.Others();
  for (host::ProjectOptions& other : others) SetLocal(other);
  return others;
}

}  // namespace cli
