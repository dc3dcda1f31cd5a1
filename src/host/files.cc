#include "src/host/files.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"

namespace host {
namespace {

absl::Status FailedTo(std::string_view what, std::string_view shown, int error) {
  return absl::ErrnoToStatus(error, absl::StrCat(shown, ": cannot be ", what));
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::filesystem::path& path, std::string_view shown,
                                     size_t limit) {
  // O_NONBLOCK: opening a pipe must not wait for its writer.
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) {
    if (errno == ENOENT || errno == ENOTDIR) {
      return absl::NotFoundError(absl::StrCat(shown, ": no such file"));
    }
    return FailedTo("opened", shown, errno);
  }
  absl::Cleanup close_file = [file] { close(file); };
  struct stat about;
  if (fstat(file, &about) != 0) return FailedTo("read", shown, errno);
  if (!S_ISREG(about.st_mode)) {
    return absl::InvalidArgumentError(
        absl::StrCat(shown, ": is ", S_ISDIR(about.st_mode) ? "a folder" : "no regular file",
                     "; expected a file"));
  }
  std::string contents;
  contents.resize(std::min<size_t>(about.st_size, limit) + 1);
  size_t size = 0;
  for (;;) {
    const ssize_t count = read(file, contents.data() + size, contents.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return FailedTo("read", shown, errno);
    if (count == 0) break;
    size += count;
    if (size > limit) {
      return absl::ResourceExhaustedError(
          absl::StrCat(shown, ": is larger than ", limit, " octets"));
    }
    if (size == contents.size()) contents.resize(size * 2);
  }
  contents.resize(size);
  return contents;
}

absl::Status WriteAll(int file, std::string_view octets) {
  while (!octets.empty()) {
    const ssize_t count = write(file, octets.data(), octets.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return absl::ErrnoToStatus(errno, "cannot write");
    octets.remove_prefix(static_cast<size_t>(count));
  }
  return absl::OkStatus();
}

bool IsInside(const std::filesystem::path& path, const std::filesystem::path& folder) {
  auto [at, rest] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  // A folder's path may end in a slash, which is an empty last part.
  return at == folder.end() || (at->empty() && std::next(at) == folder.end());
}

absl::StatusOr<TemporaryFolder> TemporaryFolder::Make() {
  const char* given = secure_getenv("TMPDIR");
  const std::filesystem::path parent = given != nullptr && *given != '\0' ? given : "/tmp";
  std::string pattern = (parent / "atoll-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) {
    return absl::ErrnoToStatus(errno,
                               absl::StrCat(parent.string(),
                                            ": cannot make a folder for temporary files there; "
                                            "expected a folder that can be written to, or $TMPDIR "
                                            "to name one"));
  }
  return TemporaryFolder(std::filesystem::path(pattern));
}

TemporaryFolder::TemporaryFolder(std::filesystem::path path) : path_(std::move(path)) {}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})) {}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace host
