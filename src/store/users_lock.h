#pragma once

#include <string>
#include <utility>

#include "absl/status/statusor.h"

namespace store {

// The file that processes lock.
inline constexpr char kUsersFile[] = "users.lock";

// Says that this process has a store's folder open. It goes with the process, however that ends.
class UsersLock {
 public:
  enum class Kind {
    kShared,  // others may have it open too
    kAlone,   // nobody else may
  };
  // kAlone does not wait, and is kFailedPrecondition where another process has the folder open.
  // kShared waits for one that has it alone: that one compacts the file, and ends.
  static absl::StatusOr<UsersLock> Take(const std::string& folder, Kind kind);
  UsersLock(UsersLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  UsersLock& operator=(UsersLock&& other) noexcept {
    std::swap(file_, other.file_);
    return *this;
  }
  ~UsersLock();

 private:
  explicit UsersLock(int file) : file_(file) {}
  int file_;
};

}  // namespace store
