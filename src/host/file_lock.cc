#include "src/host/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

namespace host {

absl::StatusOr<std::optional<FileLock>> FileLock::TryTake(const std::string& path) {
  FileLock lock(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (lock.file_ < 0) return absl::ErrnoToStatus(errno, path);
  if (flock(lock.file_, LOCK_EX | LOCK_NB) == 0) return std::optional<FileLock>(std::move(lock));
  if (errno == EWOULDBLOCK) return std::optional<FileLock>();
  return absl::ErrnoToStatus(errno, path);
}

FileLock::~FileLock() {
  if (file_ >= 0) close(file_);
}

}  // namespace host
