#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace host {

// How a program ended.
struct ProcessResult {
  int exit_code = 0;   // 128 + the signal's number when one ended it
  std::string output;  // what it wrote to its standard error, at most a megabyte
};

// What a program has for its standard input and output, borrowed; -1: nothing.
struct ProcessFiles {
  int input = -1;
  int output = -1;
};

// Runs `arguments` (the first is the program's path) in `folder` and waits for its end.
// kDeadlineExceeded when it takes longer than `timeout_millis` and is
// killed; kNotFound and the like when it cannot be started.
absl::StatusOr<ProcessResult> RunProcess(const std::vector<std::string>& arguments,
                                         const std::filesystem::path& folder, int timeout_millis,
                                         ProcessFiles files = {});

}  // namespace host
