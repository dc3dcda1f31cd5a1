#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace host {

// The contents of the regular file at `path`, at most `limit` octets. Errors name it as `shown`:
// kNotFound, kPermissionDenied, kInvalidArgument for a folder or device, kResourceExhausted.
absl::StatusOr<std::string> ReadFile(const std::filesystem::path& path, std::string_view shown,
                                     size_t limit);

// Writes all of it, whatever the descriptor is of.
absl::Status WriteAll(int file, std::string_view octets);

// Whether `path` is `folder` or lies below it. Both absolute, without symbolic links.
bool IsInside(const std::filesystem::path& path, const std::filesystem::path& folder);

// A folder of its own below the system's folder for temporary files, which goes with its contents
// when the object does.
class TemporaryFolder {
 public:
  static absl::StatusOr<TemporaryFolder> Make();
  ~TemporaryFolder();
  TemporaryFolder(TemporaryFolder&& other) noexcept;
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  explicit TemporaryFolder(std::filesystem::path path);
  std::filesystem::path path_;
};

}  // namespace host
