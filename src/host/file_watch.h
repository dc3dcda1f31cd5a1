#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "absl/container/flat_hash_map.h"

namespace host {

// Tells whether any of some files has changed, by asking for their size and time of change.
class FileWatch {
 public:
  // Watches these files, whether they exist or not, and forgets the ones before.
  void Watch(const std::vector<std::filesystem::path>& files);

  // Whether one has changed, appeared or gone since the last call or Watch.
  bool Changed();

 private:
  struct State {
    int64_t changed_nanos = -1;  // -1: not there
    int64_t size = 0;
    uint64_t inode = 0;
    bool operator==(const State&) const = default;
  };
  static State Look(const std::filesystem::path& path);

  absl::flat_hash_map<std::string, State> files_;
};

}  // namespace host
