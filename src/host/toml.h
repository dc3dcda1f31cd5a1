#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "src/host/config_value.h"

namespace host {

// Reads TOML 1.0. `file` names it in errors, which are kInvalidArgument with line and column.
// Dates and times become strings, as JSON has no such thing.
absl::StatusOr<ConfigValue> ParseToml(std::string_view text, std::string_view file);

}  // namespace host
