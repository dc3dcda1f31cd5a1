#pragma once

#include <atomic>
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

// All borrowed.
struct ProcessOptions {
  int input = -1;                           // its standard input; -1: nothing
  int output = -1;                          // its standard output; -1: nothing
  const std::atomic<bool>* stop = nullptr;  // true: it is to be killed; null: never
};

// Runs `arguments` (the first is the program's path) in `folder` and waits for its end.
// kDeadlineExceeded when it takes longer than `timeout_millis` and is killed, kCancelled when it
// was to be; kNotFound and the like when it cannot be started.
absl::StatusOr<ProcessResult> RunProcess(const std::vector<std::string>& arguments,
                                         const std::filesystem::path& folder, int timeout_millis,
                                         ProcessOptions options = {});

}  // namespace host
