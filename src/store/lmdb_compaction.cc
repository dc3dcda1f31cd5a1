#include "src/store/lmdb_compaction.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <memory>
#include <system_error>

#include "absl/cleanup/cleanup.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "src/store/lmdb_env.h"
#include "src/store/users_lock.h"

namespace store {
namespace {

namespace fs = std::filesystem;

// An empty file that asks for it.
std::string WordIn(const std::string& folder) { return absl::StrCat(folder, "/compact.wanted"); }

}  // namespace

bool IsOpenSomewhere(const std::string& folder) {
  std::error_code error;
  if (!fs::exists(fs::path(folder) / kUsersFile, error)) return false;
  return absl::IsFailedPrecondition(UsersLock::Take(folder, UsersLock::Kind::kAlone).status());
}

absl::Status CompactFile(const std::string& folder, uint64_t* before, uint64_t* after) {
  absl::StatusOr<UsersLock> lock = UsersLock::Take(folder, UsersLock::Kind::kAlone);
  if (!lock.ok()) return lock.status();
  const fs::path file = fs::path(folder) / "data.mdb";
  const fs::path made = fs::path(folder) / "compact";
  std::error_code error;
  *before = fs::file_size(file, error);
  if (error) return absl::NotFoundError(absl::StrCat(file.string(), ": ", error.message()));
  fs::remove_all(made, error);
  fs::create_directory(made, error);
  if (error) return absl::UnknownError(absl::StrCat(made.string(), ": ", error.message()));
  absl::Cleanup remove = [&made] {
    std::error_code ignored;
    fs::remove_all(made, ignored);
  };
  absl::StatusOr<std::shared_ptr<LmdbEnv>> env = LmdbEnv::Open(folder, {});
  if (!env.ok()) return env.status();
  const int failed = mdb_env_copy2((*env)->get(), made.c_str(), MDB_CP_COMPACT);
  if (failed != 0) return LmdbStatus(failed, absl::StrCat("writing ", made.string()));
  *env = nullptr;
  const int copy = open((made / "data.mdb").c_str(), O_RDWR | O_CLOEXEC);
  const int parent = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  absl::Cleanup close_both = [&] {
    close(copy);
    close(parent);
  };
  // The copy is on the disk before it takes the file's place, and the place before this is told.
  if (copy < 0 || parent < 0 || fsync(copy) != 0) {
    return absl::ErrnoToStatus(errno, absl::StrCat("writing ", made.string()));
  }
  fs::rename(made / "data.mdb", file, error);
  if (error) return absl::UnknownError(absl::StrCat(file.string(), ": ", error.message()));
  if (fsync(parent) != 0) return absl::ErrnoToStatus(errno, folder);
  *after = fs::file_size(file, error);
  return absl::OkStatus();
}

absl::Status AskForCompaction(const std::string& folder) {
  const std::string path = WordIn(folder);
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return absl::ErrnoToStatus(errno, path);
  close(file);
  return absl::OkStatus();
}

absl::Status WithdrawCompaction(const std::string& folder) {
  const std::string path = WordIn(folder);
  if (unlink(path.c_str()) == 0 || errno == ENOENT) return absl::OkStatus();
  return absl::ErrnoToStatus(errno, path);
}

bool IsCompactionAskedFor(const std::string& folder) {
  std::error_code error;
  return fs::exists(WordIn(folder), error);
}

}  // namespace store
