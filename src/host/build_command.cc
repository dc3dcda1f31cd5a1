#include "src/host/build_command.h"

#include <string_view>
#include <system_error>

#include "absl/strings/str_cat.h"

namespace host {
namespace {

namespace fs = std::filesystem;

constexpr int kTimeoutMillis = 600'000;
constexpr size_t kMostShown = 4'000;
constexpr size_t kMostWatched = 10'000;

// $0 is the worker's root, $1 the command.
constexpr const char* kScript =
    "PATH=\"$0/node_modules/.bin:$PATH\"; export PATH; exec >&2; eval \"$1\"";

// The end of a text, from the beginning of a line on.
std::string_view TailOf(std::string_view text) {
  if (text.size() <= kMostShown) return text;
  text.remove_prefix(text.size() - kMostShown);
  const size_t line = text.find('\n');
  return line == text.npos ? text : text.substr(line + 1);
}

}  // namespace

absl::StatusOr<std::string> RunBuildCommand(const BuildCommand& build, const fs::path& root,
                                            Spawner* spawner) {
  absl::StatusOr<ProcessResult> result =
      RunProcess({"/bin/sh", "-c", kScript, root.string(), build.command}, root / build.cwd,
                 kTimeoutMillis, {.spawner = spawner});
  const std::string what = absl::StrCat("\"build.command\", ", build.command);
  if (!result.ok()) {
    return absl::Status(result.status().code(),
                        absl::StrCat(what, ": ", result.status().message()));
  }
  if (result->exit_code == 0) return std::move(result->output);
  std::string_view output = TailOf(result->output);
  while (output.ends_with('\n')) output.remove_suffix(1);
  return absl::FailedPreconditionError(absl::StrCat(what, ": ended with status ", result->exit_code,
                                                    "; expected 0", output.empty() ? "" : "\n",
                                                    output));
}

std::vector<fs::path> WatchedBy(const BuildCommand& build, const fs::path& root) {
  std::vector<fs::path> files;
  for (const std::string& folder : build.watch_dirs) {
    files.push_back(root / folder);
    std::error_code error;
    for (fs::recursive_directory_iterator it(root / folder, error), end; !error && it != end;
         it.increment(error)) {
      const std::string name = it->path().filename().string();
      if (name == "node_modules" || name.starts_with('.')) {
        it.disable_recursion_pending();
        continue;
      }
      if (files.size() >= kMostWatched) return files;
      files.push_back(it->path());
    }
  }
  return files;
}

}  // namespace host
