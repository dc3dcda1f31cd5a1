#include <unistd.h>

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "src/cli/commands.h"

namespace cli {

int Fail(Context& context, std::string_view message) {
  context.console.Error(absl::StrCat("atoll: ", message, "\n"));
  return 1;
}

absl::Status GoTo(const std::string& folder) {
  if (folder.empty() || chdir(folder.c_str()) == 0) return absl::OkStatus();
  return absl::ErrnoToStatus(errno, absl::StrCat("--cwd ", folder));
}

int Leave(const host::Ending& ending) {
  if (ending.abandoned) _exit(ending.exit_code);
  return ending.exit_code;
}

}  // namespace cli
