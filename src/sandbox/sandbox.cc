#include "src/sandbox/sandbox.h"

#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "src/sandbox/filter.h"

namespace sandbox {
namespace {

void Note(std::string_view part, const absl::Status& status, InForce& in_force) {
  if (status.ok()) {
    in_force.parts.emplace_back(part);
  } else {
    in_force.missing.push_back(absl::StrCat(part, ": ", status.message()));
  }
}

void GuardFiles(const SandboxOptions& options, InForce& in_force) {
  const int version = LandlockVersion();
  const bool may_mount = options.guard == FileGuard::kMounts || options.guard == FileGuard::kAuto;
  if (options.guard == FileGuard::kNone) {
    Note("files", absl::CancelledError("they are left alone, as the configuration says"), in_force);
    return;
  }
  if (options.guard != FileGuard::kMounts && version >= kLeastLandlock) {
    const absl::Status status = RestrictFiles(options.files, version);
    Note(absl::StrCat("landlock (ABI ", version, ")"), status, in_force);
    if (status.ok()) return;
  } else if (options.guard != FileGuard::kMounts) {
    Note("landlock",
         absl::UnimplementedError(
             absl::StrCat("the kernel has ABI ", version, "; expected at least ", kLeastLandlock)),
         in_force);
  }
  if (may_mount) Note("read-only mounts", MountReadOnly(options.files), in_force);
}

absl::Status ChangeUser(const SandboxOptions& options) {
  if (!options.user.has_value()) {
    return geteuid() == 0 ? DropCapabilities() : absl::OkStatus();
  }
  if (absl::Status status = BecomeForFiles(*options.user); !status.ok()) return status;
  return options.user_later ? absl::OkStatus() : Become(*options.user);
}

void SetDumpable(const SandboxOptions& options) {
  prctl(PR_SET_DUMPABLE, options.dumpable ? 1 : 0);
}

}  // namespace

absl::Status EnterSandbox(const SandboxOptions& options, InForce& in_force) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    Note("no new privileges", absl::ErrnoToStatus(errno, "prctl"), in_force);
  }
  GuardFiles(options, in_force);
  if (absl::Status status = ChangeUser(options); !status.ok()) return status;
  SetDumpable(options);
  const bool later = options.user.has_value() && options.user_later;
  Note("seccomp", InstallFilter({options.log, later ? options.user->uid : 0}), in_force);
  return absl::OkStatus();
}

absl::Status FinishSandbox(const SandboxOptions& options, InForce& in_force) {
  if (options.user.has_value() && options.user_later) {
    if (absl::Status status = Become(*options.user); !status.ok()) return status;
  }
  if (absl::Status status = FinishFilter(); !status.ok()) {
    in_force.missing.push_back(absl::StrCat("seccomp's second filter: ", status.message()));
  }
  return absl::OkStatus();
}

}  // namespace sandbox
