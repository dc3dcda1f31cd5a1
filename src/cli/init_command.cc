// `atoll init`: a small project that works.

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "src/base/clock.h"
#include "src/cli/commands.h"
#include "src/cli/init.h"

namespace cli {

int RunInit(const InitCommand& command, host::Console& console) {
  const auto now = static_cast<int64_t>(base::Clock::Real().WallMillis() / 1000);
  const absl::StatusOr<std::string> next = WriteProject(command, now);
  if (next.ok()) {
    console.Out(*next);
    return 0;
  }
  console.Error(absl::StrCat("atoll: ", next.status().message(), "\n"));
  return 1;
}

}  // namespace cli
