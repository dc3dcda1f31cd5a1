#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace cli {

// The names that a file of variables sets, in order, each once: lines of NAME=value, with comments,
// `export`, and values in quotes that go over lines.
std::vector<std::string> SecretNames(std::string_view text);

// The names of a worker's secrets in development: those in .dev.vars.ENVIRONMENT of its folder, or
// in .dev.vars, or where there is neither in .env, .env.local and the environment's. Empty
// `environment`: none is chosen.
absl::StatusOr<std::vector<std::string>> ReadSecretNames(const std::filesystem::path& folder,
                                                         const std::string& environment);

}  // namespace cli
