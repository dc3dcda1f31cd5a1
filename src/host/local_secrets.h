#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "src/host/dotenv.h"

namespace host {

// The secrets of a worker on the machine of who writes it.
struct LocalSecrets {
  DotenvVariables variables;
  std::vector<std::string> warnings;         // one line each, without any value
  std::vector<std::filesystem::path> read;   // the files that they came from
  std::vector<std::filesystem::path> files;  // these, and those that would count if they were there
};

// Reads them from `folder`, that of the configuration, as Wrangler does: `.dev.vars.ENVIRONMENT`
// or else `.dev.vars`; where neither is, `.env`, `.env.local`, `.env.ENVIRONMENT` and
// `.env.ENVIRONMENT.local` together, a later one first in rank. `given`, paths from the working
// directory in the order of their rank, take the place of all of them. Errors name the file and the
// line, never a value.
absl::StatusOr<LocalSecrets> ReadLocalSecrets(const std::filesystem::path& folder,
                                              std::string_view environment,
                                              const std::vector<std::string>& given);

}  // namespace host
