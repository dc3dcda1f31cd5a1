#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "src/host/config_value.h"
#include "src/host/cron/cron_keys.h"
#include "src/host/limits_policy.h"
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
};

// A worker's name made from that of its script or folder: "My App.js" gives "my-app".
std::string WorkerNameFrom(const std::filesystem::path& path);

// A worker on disk: its configuration is read, its modules are not.
struct Project {
  std::filesystem::path root;  // absolute, without symbolic links; modules are named from here
  worker::Spec spec;
  TriggersConfig triggers;
  std::vector<std::string> warnings;         // one line each
  std::vector<std::filesystem::path> files;  // the configuration
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
