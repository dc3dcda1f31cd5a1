#pragma once

#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"

namespace host {

// A file that one process at a time holds (flock(2)). It goes with the process, however that ends.
class FileLock {
 public:
  // Does not wait. Nullopt: another holds it. The file is made if there is none.
  static absl::StatusOr<std::optional<FileLock>> TryTake(const std::string& path);
  FileLock(FileLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  FileLock& operator=(FileLock&& other) noexcept {
    std::swap(file_, other.file_);
    return *this;
  }
  ~FileLock();

 private:
  explicit FileLock(int file) : file_(file) {}
  int file_;
};

}  // namespace host
