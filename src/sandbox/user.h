#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sandbox {

// Somebody whom a process may run as.
struct User {
  uid_t uid = 0;
  gid_t gid = 0;
  std::string name;  // the number where there is no name
};

// The user of this name, or of this number. kNotFound: there is none.
absl::StatusOr<User> FindUser(std::string_view name_or_number);

// Whom the process runs as.
User CurrentUser();

// Gives `folder`, and all in it, to the user: where it, or what stands directly in it, is somebody
// else's. Symbolic links are not followed. Needs root.
absl::Status HandOver(const std::string& folder, const User& user);

// Has the process, which root has started, open files as `user` (setfsuid(2)) and belong to the
// user's groups. Of root's capabilities it keeps those to open ports below 1024, and to become the
// user altogether. Before there are other threads, which inherit it. The user may have the
// priorities that root may.
absl::Status BecomeForFiles(const User& user);

// Becomes `user` with all threads (setresuid(2)), for ever: no capability is left.
absl::Status Become(const User& user);

// Gives up what root may and a server does not need: all capabilities but those for files, for
// ports and for priorities. Before there are other threads.
absl::Status DropCapabilities();

}  // namespace sandbox
