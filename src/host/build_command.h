#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "src/host/build_settings.h"
#include "src/host/child_process.h"

namespace host {

// Runs `build.command` with /bin/sh in its folder below `root`, with node_modules/.bin of the root
// first in $PATH, and waits for its end. What it has written to its standard output and error, at
// most a megabyte; when it fails, an error of several lines with the end of that. `spawner` starts
// it; null: this process. Any thread.
absl::StatusOr<std::string> RunBuildCommand(const BuildCommand& build,
                                            const std::filesystem::path& root, Spawner* spawner);

// The files and folders below the folders that the command reads, without node_modules and what
// begins with a dot; not all of them where they are very many.
std::vector<std::filesystem::path> WatchedBy(const BuildCommand& build,
                                             const std::filesystem::path& root);

}  // namespace host
