#include "src/sandbox/user.h"

#include <dirent.h>
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
#include <span>
#include <system_error>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace sandbox {
namespace {

namespace fs = std::filesystem;

// The niceness of 20 - 35 = -15, which is the most that threads ask for (base::BePrompt).
constexpr rlim_t kNiceLimit = 35;
// What a server that stays root keeps, and one that has yet to become somebody else.
constexpr int kRootsCapabilities[] = {CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER,
                                      CAP_NET_BIND_SERVICE, CAP_SYS_NICE};
constexpr int kCapabilitiesUntilThen[] = {CAP_SETUID, CAP_NET_BIND_SERVICE};

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

// Gives what is called `name` in an open folder, and all below it, to the user. By descriptors:
// whoever may write there cannot have links followed, nor get a file that has another name
// elsewhere.
absl::Status Give(int folder, const char* name, const std::string& shown, const User& user) {
  struct stat about;
  if (fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) != 0) {
    return absl::ErrnoToStatus(errno, shown);
  }
  if (S_ISREG(about.st_mode) && about.st_nlink > 1) return absl::OkStatus();
  const bool his = about.st_uid == user.uid && about.st_gid == user.gid;
  if (!his && fchownat(folder, name, user.uid, user.gid, AT_SYMLINK_NOFOLLOW) != 0) {
    return absl::ErrnoToStatus(errno, absl::StrCat(shown, ": cannot be given to ", user.name));
  }
  if (!S_ISDIR(about.st_mode)) return absl::OkStatus();
  const int below = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  DIR* entries = below >= 0 ? fdopendir(below) : nullptr;
  if (entries == nullptr) return absl::ErrnoToStatus(errno, shown);
  absl::Status status;
  while (const dirent* entry = readdir(entries)) {
    const std::string_view one = entry->d_name;
    if (one == "." || one == "..") continue;
    status.Update(Give(dirfd(entries), entry->d_name, absl::StrCat(shown, "/", one), user));
  }
  closedir(entries);
  return status;
}

absl::Status KeepCapabilities(std::span<const int> kept) {
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2] = {};
  if (syscall(SYS_capget, &header, data) != 0) return absl::ErrnoToStatus(errno, "capget");
  uint32_t masks[2] = {};
  for (int capability : kept) masks[CAP_TO_INDEX(capability)] |= CAP_TO_MASK(capability);
  for (int i = 0; i < 2; ++i) {
    data[i].effective &= masks[i];
    data[i].permitted &= masks[i];
    data[i].inheritable = 0;
  }
  if (syscall(SYS_capset, &header, data) != 0) return absl::ErrnoToStatus(errno, "capset");
  return absl::OkStatus();
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
  return Give(AT_FDCWD, folder.c_str(), folder, user);
}

absl::Status BecomeForFiles(const User& user) {
  const KeepDeathSignal keep;
  // Where root itself may not, threads find that they would not come back from idle, and are nice.
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
  return KeepCapabilities(kCapabilitiesUntilThen);
}

absl::Status Become(const User& user) {
  const KeepDeathSignal keep;
  if (setresuid(user.uid, user.uid, user.uid) == 0) return absl::OkStatus();
  return absl::ErrnoToStatus(errno, absl::StrCat("cannot become ", user.name));
}

absl::Status DropCapabilities() { return KeepCapabilities(kRootsCapabilities); }

}  // namespace sandbox
