// `atoll types`: the types of a worker's env, from its configuration.

#include "absl/strings/str_cat.h"
#include "src/cli/commands.h"
#include "src/cli/types.h"

namespace cli {

int RunTypes(const TypesCommand& command, host::Console& console) {
  absl::StatusOr<TypesFile> file = MakeTypes(command);
  absl::Status status = file.status();
  if (file.ok()) status = command.check ? CheckTypes(*file) : WriteTypes(*file);
  if (!status.ok()) {
    console.Error(absl::StrCat("atoll: ", status.message(), "\n"));
    return 1;
  }
  if (!command.check) console.Out(absl::StrCat("Wrote ", file->shown, "\n"));
  return 0;
}

}  // namespace cli
