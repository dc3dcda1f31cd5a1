#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "src/worker/meter.h"

namespace host {

// Finds out which workers are busy, so that another process can have them ready when it takes over.
// Thread-bound.
class BusyWorkers {
 public:
  using NamedMeter = std::pair<std::string, std::shared_ptr<const worker::Meter>>;
  // As many are named at the most, the busiest.
  static constexpr size_t kMost = 32;
  // So many responses since the last look make a worker busy.
  static constexpr uint64_t kFewest = 8;

  // The names of those that have answered most since the last look, in order. One that the limits
  // of CPU time or memory have ever ended is not among them: what it does is better not done twice.
  std::vector<std::string> Look(const std::vector<NamedMeter>& meters);

 private:
  absl::flat_hash_map<std::string, uint64_t> answered_;
};

}  // namespace host
