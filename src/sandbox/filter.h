#pragma once

#include <sys/types.h>

#include "absl/status/status.h"

namespace sandbox {

struct FilterOptions {
  // Whether the kernel's audit log has a line for each call that is refused.
  bool log = false;
  // Not 0: the process has yet to become this user (FinishFilter ends that).
  uid_t becomes = 0;
};

// Has the kernel refuse, for this process and all its threads for ever, the system calls that are
// not on the list (call_rules.h): EPERM, and ENOSYS for a few. Sets PR_SET_NO_NEW_PRIVS. A program
// of another architecture's calls is killed. kUnimplemented where the kernel has no seccomp.
absl::Status InstallFilter(const FilterOptions& options);

// The same once the process serves: it opens no port and becomes nobody else any more, nor does
// it take further filters.
absl::Status FinishFilter();

}  // namespace sandbox
