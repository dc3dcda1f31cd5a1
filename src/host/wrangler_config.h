#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "src/host/binding_keys.h"
#include "src/host/config_value.h"
#include "src/host/cron/cron_keys.h"
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
  worker::LimitsRequest limits;       // what the worker asks for
  Place limits_place;                 // of `limits`
  std::vector<std::string> warnings;  // one line each: "wrangler.toml:3:1: ... not supported yet"
};

// The configuration in `folder`: wrangler.json, else wrangler.jsonc, else wrangler.toml.
std::optional<std::filesystem::path> FindWranglerConfig(const std::filesystem::path& folder);

// Reads a configuration from its text. `file` names it in messages and says which syntax it has:
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

}  // namespace host
