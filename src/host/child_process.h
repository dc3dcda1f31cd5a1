#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace host {

// How a program ended.
struct ProcessResult {
  int exit_code = 0;   // 128 + the signal's number when one ended it
  std::string output;  // what it wrote to its standard error, at most a megabyte
};

// A program that runs. One that goes before Wait() has returned is killed, or about to be.
class Child {
 public:
  virtual ~Child() = default;
  // Has it killed; Wait() is still to be called.
  virtual void Kill() = 0;
  // Waits for its end: the status, as waitpid(2) has it.
  virtual absl::StatusOr<int> Wait() = 0;
};

// Starts programs in the stead of a process that may start none itself. Any thread.
class Spawner {
 public:
  virtual ~Spawner() = default;
  // Starts `arguments` in `folder`. The descriptors are borrowed; `input` and `output` -1: nothing.
  virtual absl::StatusOr<std::unique_ptr<Child>> Spawn(const std::vector<std::string>& arguments,
                                                       const std::filesystem::path& folder,
                                                       int input, int output, int error) = 0;
};

// All borrowed.
struct ProcessOptions {
  int input = -1;                           // its standard input; -1: nothing
  int output = -1;                          // its standard output; -1: nothing
  const std::atomic<bool>* stop = nullptr;  // true: it is to be killed; null: never
  Spawner* spawner = nullptr;               // who starts it; null: this process
};

// Runs `arguments` (the first is the program's path) in `folder` and waits for its end.
// kDeadlineExceeded when it takes longer than `timeout_millis` and is killed, kCancelled when it
// was to be; kNotFound and the like when it cannot be started.
absl::StatusOr<ProcessResult> RunProcess(const std::vector<std::string>& arguments,
                                         const std::filesystem::path& folder, int timeout_millis,
                                         ProcessOptions options = {});

}  // namespace host
