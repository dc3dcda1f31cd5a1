#include "src/cli/init.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "src/cli/completions.h"
#include "src/cli/types.h"
#include "src/host/console.h"
#include "src/host/files.h"
#include "src/host/project.h"

namespace cli {
namespace {

namespace fs = std::filesystem;

// How many of what is in the way are named.
constexpr size_t kNamed = 3;

// What a folder holds, without a repository that was begun in it.
absl::StatusOr<std::vector<std::string>> Contents(const fs::path& folder,
                                                  const std::string& shown) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator each(folder, error), end; !error && each != end;
       each.increment(error)) {
    const std::string name = each->path().filename().string();
    if (name != ".git") names.push_back(host::OneLine(name));
  }
  if (error) return absl::UnavailableError(absl::StrCat(shown, ": ", error.message()));
  std::sort(names.begin(), names.end());
  return names;
}

// The folder, made where it is missing. An error where it is in use.
absl::Status Prepare(const fs::path& folder, const std::string& shown) {
  std::error_code error;
  const fs::file_status status = fs::status(folder, error);
  if (fs::exists(status) && !fs::is_directory(status)) {
    return absl::AlreadyExistsError(
        absl::StrCat(shown, " is a file; expected the name of a new folder, or an empty one"));
  }
  if (!fs::exists(status)) {
    fs::create_directories(folder, error);
    if (!error) return absl::OkStatus();
    return absl::UnavailableError(absl::StrCat(shown, ": ", error.message()));
  }
  absl::StatusOr<std::vector<std::string>> names = Contents(folder, shown);
  if (!names.ok() || names->empty()) return names.status();
  const size_t more = names->size() > kNamed ? names->size() - kNamed : 0;
  names->resize(names->size() - more);
  return absl::AlreadyExistsError(
      absl::StrCat(shown, " is not empty: it holds ", absl::StrJoin(*names, ", "),
                   more > 0 ? absl::StrCat(" and ", more, " more") : "",
                   "; expected the name of a new folder, or an empty one"));
}

absl::Status WriteNew(const fs::path& path, const std::string& shown, std::string_view text) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error) return absl::UnavailableError(absl::StrCat(shown, ": ", error.message()));
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                        S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH);
  if (file < 0) return absl::UnavailableError(absl::StrCat(shown, ": ", strerror(errno)));
  absl::Status status = host::WriteAll(file, text);
  close(file);
  if (status.ok()) return status;
  return absl::UnavailableError(absl::StrCat(shown, ": ", status.message()));
}

// The path as a shell takes it, in quotes where it needs them.
std::string ForShell(const std::string& path) {
  const bool plain = std::all_of(path.begin(), path.end(), [](char c) {
    return absl::ascii_isalnum(c) || absl::StrContains("/._-+", c);
  });
  if (plain && !path.starts_with('-')) return path;
  return absl::StrCat(path.starts_with('-') ? "./" : "", ShellQuoted(host::OneLine(path)));
}

std::string Next(const InitCommand& command, const std::vector<std::string>& files) {
  std::string next = absl::StrCat("Wrote ", absl::StrJoin(files, ", "), "\n\nNext:\n");
  if (!command.folder.empty() && command.folder != ".") {
    absl::StrAppend(&next, "  cd ", ForShell(command.folder), "\n");
  }
  absl::StrAppend(&next, "  atoll dev\n");
  if (!command.javascript) {
    absl::StrAppend(&next, "For an editor, and for `npm run check`:\n  npm install\n");
  }
  return next;
}

}  // namespace

absl::StatusOr<std::string> WriteProject(const InitCommand& command, int64_t now_seconds) {
  const std::string shown = command.folder.empty() ? "." : command.folder;
  if (absl::Status status = Prepare(shown, shown); !status.ok()) return status;
  std::error_code error;
  const fs::path folder = fs::canonical(shown, error);
  if (error) return absl::UnavailableError(absl::StrCat(shown, ": ", error.message()));
  const std::string name = host::WorkerNameFrom(folder.filename());
  const std::string date =
      absl::FormatTime("%Y-%m-%d", absl::FromUnixSeconds(now_seconds), absl::UTCTimeZone());

  std::vector<std::string> files;
  for (const TemplateFile& file : AllTemplates()) {
    std::string_view path = file.path;
    if (!absl::ConsumePrefix(&path, command.javascript ? "javascript/" : "typescript/")) continue;
    files.emplace_back(path == "gitignore" ? ".gitignore" : path);
    const std::string text =
        absl::StrReplaceAll(file.text, {{"{{name}}", name}, {"{{date}}", date}});
    absl::Status status = WriteNew(folder / files.back(), files.back(), text);
    if (!status.ok()) return status;
  }
  if (!command.javascript) {
    TypesCommand types;
    types.configs = {(folder / "wrangler.jsonc").string()};
    absl::StatusOr<TypesFile> made = MakeTypes(types);
    absl::Status status = made.ok() ? WriteTypes(*made) : made.status();
    if (!status.ok()) return status;
    files.push_back(made->shown);
  }
  std::sort(files.begin(), files.end());
  return Next(command, files);
}

}  // namespace cli
