#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/engine/exception.h"
#include "src/host/deploy.h"
#include "src/host/project.h"

namespace cli {

// What is wrong with a worker.
struct CheckError {
  std::string message;  // without the place
  std::string file;     // empty: not known
  int line = 0;         // from 1; 0: not known
  int column = 0;
  std::string source_line;
};

// What `atoll check` has found out about one worker.
struct CheckedWorker {
  std::optional<host::Project> project;  // none: its configuration is broken
  std::vector<std::string> warnings;     // one line each
  std::optional<CheckError> error;       // none: it can run
  std::string main;                      // of its modules, as the next two
  size_t modules = 0;
  size_t module_bytes = 0;
};

// An error that is told as "FILE:LINE:COLUMN: what" or in other words, with the line of the file if
// that is a configuration.
CheckError ReadError(std::string_view message);
CheckError ReadError(const engine::Exception& exception);
// "FILE:LINE:COLUMN: message", the source line, and a caret under the column.
std::string ErrorText(const CheckError& error);

// What a person reads: what the worker is. Neither warnings nor the error are in it.
std::string CheckText(const CheckedWorker& worker);
// All of it, of all workers: {"ok", "workers": [...]}. Values of secrets are not in it.
std::string CheckJson(const std::vector<CheckedWorker>& workers);

}  // namespace cli
