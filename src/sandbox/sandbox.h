#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "src/sandbox/file_rights.h"
#include "src/sandbox/user.h"

namespace sandbox {

// What holds the files.
enum class FileGuard {
  kAuto,  // Landlock, else mounts, where there is either
  kLandlock,
  kMounts,
  kNone,
};

struct SandboxOptions {
  FileRights files;
  FileGuard guard = FileGuard::kAuto;
  // Set: the process, which root has started, becomes this user.
  std::optional<User> user;
  // Whether it does so only in FinishSandbox, because it is yet to open ports below 1024.
  bool user_later = false;
  // Whether debuggers of the same user may look into the process, and the kernel dumps its memory
  // when it crashes.
  bool dumpable = false;
  // Whether the kernel's audit log has a line for each system call that is refused.
  bool log = false;
};

// What of a sandbox is in force.
struct InForce {
  std::vector<std::string> parts;    // "seccomp", "landlock (ABI 7)"
  std::vector<std::string> missing;  // "landlock: why not"
};

// Gives up, for this process and for ever, what a server does not need: privileges, system calls,
// files. Before there are other threads; those that start later inherit it. What the kernel does
// not offer is told, not an error; a user that it cannot become is one.
absl::Status EnterSandbox(const SandboxOptions& options, InForce& in_force);

// The rest, once the process has its ports. With any number of threads, all of which it holds for.
absl::Status FinishSandbox(const SandboxOptions& options, InForce& in_force);

}  // namespace sandbox
