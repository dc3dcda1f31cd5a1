#include "src/sandbox/user.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace sandbox {
namespace {

namespace fs = std::filesystem;

// The niceness of 20 - 35 = -15, which is the most that threads ask for (base::BePrompt).
constexpr rlim_t kNiceLimit = 35;
constexpr int kKeptCapabilities[] = {CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER,
                                     CAP_NET_BIND_SERVICE, CAP_SYS_NICE};

User UserOf(const passwd& entry) { return {entry.pw_uid, entry.pw_gid, entry.pw_name}; }

// Changing who a process is makes the kernel forget that it ends with its parent.
class KeepDeathSignal {
 public:
  KeepDeathSignal() { prctl(PR_GET_PDEATHSIG, &signal_); }
  ~KeepDeathSignal() {
    if (signal_ != 0) prctl(PR_SET_PDEATHSIG, signal_);
  }

 private:
  int signal_ = 0;
};

absl::Status Give(const fs::path& path, const User& user) {
  struct stat about;
  if (lstat(path.c_str(), &about) != 0) return absl::ErrnoToStatus(errno, path.string());
  if (about.st_uid == user.uid && about.st_gid == user.gid) return absl::OkStatus();
  if (lchown(path.c_str(), user.uid, user.gid) == 0) return absl::OkStatus();
  return absl::ErrnoToStatus(errno,
                             absl::StrCat(path.string(), ": cannot be given to ", user.name));
}

bool IsHis(const fs::path& path, const User& user) {
  struct stat about;
  return lstat(path.c_str(), &about) == 0 && about.st_uid == user.uid;
}

}  // namespace

absl::StatusOr<User> FindUser(std::string_view name_or_number) {
  const std::string name(name_or_number);
  if (const passwd* entry = getpwnam(name.c_str()); entry != nullptr) return UserOf(*entry);
  uint32_t uid = 0;
  if (!absl::SimpleAtoi(name, &uid)) return absl::NotFoundError("no such user");
  if (const passwd* entry = getpwuid(uid); entry != nullptr) return UserOf(*entry);
  return User{uid, uid, name};
}

User CurrentUser() {
  if (const passwd* entry = getpwuid(geteuid()); entry != nullptr) {
    return {geteuid(), getegid(), entry->pw_name};
  }
  return {geteuid(), getegid(), absl::StrCat(geteuid())};
}

absl::Status HandOver(const std::string& folder, const User& user) {
  std::error_code error;
  bool all_his = IsHis(folder, user);
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    all_his = all_his && IsHis(it->path(), user);
  }
  if (all_his) return absl::OkStatus();
  absl::Status status = Give(folder, user);
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end;
       it.increment(error)) {
    status.Update(Give(it->path(), user));
  }
  return status;
}

absl::Status BecomeForFiles(const User& user) {
  const KeepDeathSignal keep;
  const rlimit nice = {kNiceLimit, kNiceLimit};
  setrlimit(RLIMIT_NICE, &nice);
  if (initgroups(user.name.c_str(), user.gid) != 0 && setgroups(1, &user.gid) != 0) {
    return absl::ErrnoToStatus(errno, absl::StrCat("the groups of ", user.name));
  }
  if (setresgid(user.gid, user.gid, user.gid) != 0) {
    return absl::ErrnoToStatus(errno, absl::StrCat("the group of ", user.name));
  }
  setfsgid(user.gid);
  setfsuid(user.uid);
  // The call itself tells of no error.
  if (static_cast<uid_t>(setfsuid(user.uid)) != user.uid) {
    return absl::PermissionDeniedError(absl::StrCat("files cannot be opened as ", user.name));
  }
  return absl::OkStatus();
}

absl::Status Become(const User& user) {
  const KeepDeathSignal keep;
  if (setresuid(user.uid, user.uid, user.uid) == 0) return absl::OkStatus();
  return absl::ErrnoToStatus(errno, absl::StrCat("cannot become ", user.name));
}

absl::Status DropCapabilities() {
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2] = {};
  if (syscall(SYS_capget, &header, data) != 0) return absl::ErrnoToStatus(errno, "capget");
  uint32_t kept[2] = {};
  for (int capability : kKeptCapabilities) {
    kept[CAP_TO_INDEX(capability)] |= CAP_TO_MASK(capability);
  }
  for (int i = 0; i < 2; ++i) {
    data[i].effective &= kept[i];
    data[i].permitted &= kept[i];
    data[i].inheritable = 0;
  }
  if (syscall(SYS_capset, &header, data) != 0) return absl::ErrnoToStatus(errno, "capset");
  return absl::OkStatus();
}

}  // namespace sandbox
