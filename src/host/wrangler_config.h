#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "src/host/binding_keys.h"
#include "src/host/build_settings.h"
#include "src/host/config_value.h"
#include "src/host/cron/cron_keys.h"
#include "src/host/dev_settings.h"
#include "src/host/unsupported_bindings.h"
#include "src/worker/limits.h"

namespace host {

// What Atoll reads from a Wrangler configuration, with one environment's overrides applied.
struct WranglerConfig {
  std::string name;  // empty when the file names none, as are the next two
  std::string main;  // as written: a path from the configuration's folder
  std::string compatibility_date;
  std::vector<std::string> compatibility_flags;
  ConfigValue vars;  // an object
  std::vector<KvNamespaceConfig> kv_namespaces;
  std::vector<ServiceConfig> services;
  TriggersConfig triggers;
  BuildSettings build;
  DevSettings dev;
  std::vector<UnsupportedBinding> unsupported;  // bindings that Atoll does not have
  std::string version_metadata;                 // the binding's name; empty: there is none
  std::vector<std::string> required_secrets;
  worker::LimitsRequest limits;  // what the worker asks for
  Place limits_place;            // of the key, as are the next; line 0: it is not there
  Place build_place;             // of `build`
  Place routes_place;            // of `route` or `routes`
  Place secrets_place;
  std::vector<std::string> warnings;  // one line each: "wrangler.toml:3:1: ... not supported ..."
};

// The configuration in `folder`: wrangler.json, else wrangler.jsonc, else wrangler.toml.
std::optional<std::filesystem::path> FindWranglerConfig(const std::filesystem::path& folder);

// Reads a configuration from its text. What it says and Atoll does not do is a warning, and so is a
// key that nobody knows. `file` names it in messages and says which syntax it has:
// .json and .jsonc are JSON with comments, .toml is TOML. `environment` chooses `env.NAME`; empty:
// none. Errors are kInvalidArgument, one line with the place, the key, what was found and what was
// expected.
absl::StatusOr<WranglerConfig> ParseWranglerConfig(std::string_view text, std::string_view file,
                                                   std::string_view environment);

// Whether `name` may name a worker: letters, digits, "-" and "_", at most 63.
bool IsWorkerName(std::string_view name);
// The same in words, for errors.
inline constexpr std::string_view kWorkerNameForm =
    "letters, digits, \"-\" and \"_\", at most 63 of them";

// Whether `text` is a day of the calendar such as "2026-01-31".
bool IsCompatibilityDate(std::string_view text);
inline constexpr std::string_view kCompatibilityDateForm = "a date like \"2026-01-31\"";

}  // namespace host
