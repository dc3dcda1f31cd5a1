#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace cli {

// `atoll init ...`
struct InitCommand {
  std::string folder;  // empty: the working directory
  bool javascript = false;
};

// A file of a new project.
struct TemplateFile {
  std::string_view path;  // "typescript/src/index.ts"
  std::string_view text;  // with {{name}} and {{date}}
};
std::span<const TemplateFile> AllTemplates();

// Writes a project into the command's folder, which must be empty or not be there, and gives what
// to tell whoever asked. `now_seconds`: since the epoch. Errors are one line; no file is written
// over.
absl::StatusOr<std::string> WriteProject(const InitCommand& command, int64_t now_seconds);

}  // namespace cli
