#include "src/store/users_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "absl/strings/str_cat.h"

namespace store {

absl::StatusOr<UsersLock> UsersLock::Take(const std::string& folder, Kind kind) {
  const std::string path = absl::StrCat(folder, "/", kUsersFile);
  UsersLock lock(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (lock.file_ < 0) return absl::ErrnoToStatus(errno, path);
  const int how = kind == Kind::kAlone ? LOCK_EX | LOCK_NB : LOCK_SH;
  while (flock(lock.file_, how) != 0) {
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) return absl::ErrnoToStatus(errno, path);
    return absl::FailedPreconditionError(
        absl::StrCat(folder, " is in use by another process; expected it to be open nowhere"));
  }
  return lock;
}

UsersLock::~UsersLock() {
  if (file_ >= 0) close(file_);
}

}  // namespace store
