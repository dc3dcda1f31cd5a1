#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "src/cli/command_line.h"
#include "src/sandbox/program_rules.h"

namespace cli {

// The folders that hold the workers' code and configurations, without symbolic links. Of a lone
// worker that is not there, why.
absl::StatusOr<std::vector<std::string>> WorkerFolders(const ServeCommand& command);

// The programs that a node starts, as its spawner is told: this one, for what must not end the
// node, and esbuild, which runs in one of `folders` and writes below `temporary`. `data_dir` is
// absolute, or empty.
std::vector<sandbox::ProgramRule> ProgramsOf(const ServeCommand& command,
                                             const std::vector<std::string>& folders,
                                             const std::string& data_dir,
                                             const std::string& temporary,
                                             const std::string& esbuild,
                                             const std::string& search_path);

}  // namespace cli
