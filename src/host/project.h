#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "src/host/build_settings.h"
#include "src/host/config_value.h"
#include "src/host/cron/cron_keys.h"
#include "src/host/dev_settings.h"
#include "src/host/limits_policy.h"
#include "src/host/unsupported_bindings.h"
#include "src/worker/spec.h"

namespace host {

// What names a worker on the command line, and what its node says of it.
struct ProjectOptions {
  // A script, or a folder with a configuration or a lone script. Empty: the configuration is
  // searched for upward from the working directory.
  std::string path;
  std::string config;       // a configuration's path, in place of the one that would be found
  std::string environment;  // chooses env.NAME; empty: none
  std::string name;         // the worker's, whatever its configuration says; empty: that
  ConfigValue vars;         // an object of variables, added to the configuration's
  LimitsPolicy limits;      // what the node grants
  bool preview = false;     // whether the ids for previews are used where there are some

  // In place of what the configuration says, or beside it.
  std::string compatibility_date;                               // empty: the configuration's
  std::optional<std::vector<std::string>> compatibility_flags;  // none: the configuration's
  std::optional<bool> no_bundle;
  std::optional<bool> minify;
  std::string tsconfig;        // a path from the working directory; empty: the configuration's
  BuildSettings::Pairs alias;  // added to the configuration's, as are the next
  BuildSettings::Pairs define;

  // What a project has on the machine of who writes it, and a node has nothing of. `development`:
  // whether .dev.vars and .env are read, and process.env.NODE_ENV says so.
  bool development = false;
  std::vector<std::string> env_files;  // in their place; paths from the working directory
  bool runs_build = false;  // whether `build.command` is run; it may make the main module
};

// A worker's name made from that of its script or folder: "My App.js" gives "my-app".
std::string WorkerNameFrom(const std::filesystem::path& path);

// A worker on disk: its configuration is read, its modules are not.
struct Project {
  std::filesystem::path root;  // absolute, without symbolic links; modules are named from here
  worker::Spec spec;
  std::string environment;  // of its configuration; empty: none
  TriggersConfig triggers;
  BuildSettings build;
  DevSettings dev;
  ConfigValue vars;                  // an object: spec.vars_json
  std::vector<std::string> secrets;  // the names of those that are not to be shown
  std::string version_metadata;      // the binding's name; empty: there is none
  std::vector<UnsupportedBinding> unsupported;
  std::string config;  // the configuration, as messages name it; empty: there is none
  std::vector<std::string> warnings;  // one line each
  // The configuration and the files of secrets, those that are not there included.
  std::vector<std::filesystem::path> files;
};

// Finds a worker's folder, main module and configuration. Errors are one line that names the path,
// the key, what was found and what was expected.
absl::StatusOr<Project> OpenProject(const ProjectOptions& options);

// What a folder holds at a glance: whether there is a Wrangler configuration or a lone script, and
// what the worker is called. No module is read, nor is it known whether there is one.
struct Glance {
  bool holds_worker = false;
  std::string name;         // after the folder when the configuration names none, or is broken
  TriggersConfig triggers;  // of the environment
  absl::Status problem;     // of the configuration; one line
};
Glance GlanceAt(const std::filesystem::path& folder, std::string_view environment = "");

}  // namespace host
