#pragma once

#include <filesystem>
#include <string>

#include "absl/status/statusor.h"
#include "src/cli/types_flags.h"

namespace cli {

// A file with types, whether or not it is written.
struct TypesFile {
  std::filesystem::path path;
  std::string shown;  // as messages name it
  std::string text;
};

// What `command` asks for, of its configurations. Errors are one line.
absl::StatusOr<TypesFile> MakeTypes(const TypesCommand& command);

// Writes it, unless there is a file that this program has not made.
absl::Status WriteTypes(const TypesFile& file);

// kFailedPrecondition when it is not what is written.
absl::Status CheckTypes(const TypesFile& file);

}  // namespace cli
