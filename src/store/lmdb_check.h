#pragma once

// Whether a store's file is sound. Reading a damaged one through a map may end the process, or give
// wrong values: so another process reads all of it first.

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "src/store/lmdb_store.h"

namespace store {

// Reads the file in `folder`, all of it but the namespaces `skipped`, and writes what it finds to
// the descriptor `output`, for CheckFile. Returns the exit status of the process, which may also
// end by a signal. To be called in a process that has nothing to lose.
int ReadWholeFile(const std::string& folder, const std::vector<std::string>& skipped, int output);

// How a process that has called ReadWholeFile ended.
struct CheckerEnding {
  bool by_signal = false;
  int status = 0;  // the signal, or the exit status
  std::string output;
};
using RunChecker =
    absl::FunctionRef<absl::StatusOr<CheckerEnding>(const std::vector<std::string>& skipped)>;

// What is damaged in the file in `folder`; nothing when there is no file. `run` runs ReadWholeFile
// in another process. kDataLoss: the file is damaged as a whole.
absl::StatusOr<FileCheck> CheckFile(const std::string& folder, RunChecker run);

}  // namespace store
