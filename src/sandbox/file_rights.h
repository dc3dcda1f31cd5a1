#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace sandbox {

// Which files a process may open. A folder stands for all that is below it; what is not there is
// left out.
struct FileRights {
  std::vector<std::string> readable;
  std::vector<std::string> writable;   // read, changed, made and removed
  std::vector<std::string> devices;    // opened for reading and writing, such as /dev/null
  std::vector<std::string> unlinking;  // folders that are empty may be removed from these
  bool reads_anything = false;         // `readable` is not looked at
  bool executes = false;               // whether programs may be started
  bool signals_anyone = false;         // or, where Landlock can tell, nobody outside
};

// The version of Landlock that the kernel has; 0: none.
int LandlockVersion();
// The first one that holds a process which moves files between folders.
inline constexpr int kLeastLandlock = 2;

// Has the kernel (Landlock, landlock(7)) hold the calling thread, and all it starts from now on,
// for ever to `rights`. Files that are open stay so. Before there are other threads. Needs
// PR_SET_NO_NEW_PRIVS. `version` is what LandlockVersion says, at least kLeastLandlock.
absl::Status RestrictFiles(const FileRights& rights, int version);

// Where there is no Landlock: gives the process a view of the file system of its own
// (mount_namespaces(7)) in which everything but `rights.writable` is read-only. What it may read
// stays as it is. Needs CAP_SYS_ADMIN, else kPermissionDenied. Before there are other threads.
absl::Status MountReadOnly(const FileRights& rights);

}  // namespace sandbox
