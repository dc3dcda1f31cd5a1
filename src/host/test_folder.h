#pragma once

#include <filesystem>
#include <string_view>

#include "src/host/files.h"

namespace host {

// A folder of files for one test.
class TestFolder {
 public:
  TestFolder();

  // Without symbolic links.
  const std::filesystem::path& path() const { return path_; }
  // Writes a file, and the folders above it.
  void Write(std::string_view name, std::string_view contents) const;

 private:
  TemporaryFolder folder_;
  std::filesystem::path path_;
};

}  // namespace host
