#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "src/host/config_value.h"

namespace host {

// `text` with comments and trailing commas turned into blanks, so that what is left is JSON
// (RFC 8259) and everything stands where it stood. Line ends stay.
std::string BlankJsoncExtras(std::string_view text);

// Reads JSON with comments and trailing commas. `file` names it in errors, which are
// kInvalidArgument with line and column. A key that stands twice in an object is an error.
absl::StatusOr<ConfigValue> ParseJsonc(std::string_view text, std::string_view file);

}  // namespace host
