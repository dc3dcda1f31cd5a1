#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "src/host/build_settings.h"
#include "src/host/config_reader.h"
#include "src/host/config_value.h"

namespace host {

// Whether `name` is a key of a Wrangler configuration that says how modules are made.
bool IsBuildKey(std::string_view name);

// Reads the key called `name`, which is one. `path` is its whole path: "env.staging.rules". Paths
// must stay inside the worker's root.
absl::Status ReadBuildKey(const ConfigReader& reader, std::string_view name, std::string_view path,
                          const ConfigValue& value, BuildSettings& into);

}  // namespace host
