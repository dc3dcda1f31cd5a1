#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "src/sandbox/file_rights.h"

namespace sandbox {
namespace {

// mount_setattr(2), which the C library may lack.
constexpr long kMountSetattr = 442;
constexpr unsigned kRecursive = 0x8000;  // AT_RECURSIVE
constexpr uint64_t kReadOnly = 1;        // MOUNT_ATTR_RDONLY

struct MountAttr {
  uint64_t set = 0;
  uint64_t clear = 0;
  uint64_t propagation = 0;
  uint64_t user_namespace = 0;
};

absl::Status SetAttributes(const std::string& path, const MountAttr& attributes) {
  if (syscall(kMountSetattr, AT_FDCWD, path.c_str(), kRecursive, &attributes, sizeof(attributes)) ==
      0) {
    return absl::OkStatus();
  }
  return absl::ErrnoToStatus(errno, absl::StrCat("mount_setattr of ", path));
}

}  // namespace

absl::Status MountReadOnly(const FileRights& rights) {
  if (unshare(CLONE_NEWNS) != 0) return absl::ErrnoToStatus(errno, "unshare");
  // What is mounted here is nobody else's.
  if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
    return absl::ErrnoToStatus(errno, "mount of /");
  }
  for (const std::string& path : rights.writable) {
    if (mount(path.c_str(), path.c_str(), nullptr, MS_BIND | MS_REC, nullptr) != 0) {
      return absl::ErrnoToStatus(errno, absl::StrCat("mount of ", path));
    }
  }
  // The working directory is still that of the view before.
  std::error_code error;
  const std::filesystem::path here = std::filesystem::current_path(error);
  if (!error) std::filesystem::current_path(here, error);
  if (absl::Status status = SetAttributes("/", {.set = kReadOnly}); !status.ok()) return status;
  for (const std::string& path : rights.writable) {
    if (absl::Status status = SetAttributes(path, {.clear = kReadOnly}); !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

}  // namespace sandbox
