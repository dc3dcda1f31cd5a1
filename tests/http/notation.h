#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace http_test {

// The octets that one line of a conversation stands for: \r \n \t \0 \\ \xHH are octets,
// \{COUNT|TEXT} repeats, and a CR LF follows unless the line ends with a single backslash.
absl::StatusOr<std::string> Octets(std::string_view line);

// Octets as lines of the notation, each begun by `prefix`.
std::string InNotation(std::string_view octets, std::string_view prefix);

}  // namespace http_test
