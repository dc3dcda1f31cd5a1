#include "src/host/machine.h"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>

#include "absl/strings/numbers.h"

namespace host {

int CoreCount() {
  cpu_set_t cores;
  if (sched_getaffinity(0, sizeof(cores), &cores) != 0) return 1;
  return std::max(1, CPU_COUNT(&cores));
}

uint64_t MachineMemory() {
  uint64_t memory = static_cast<uint64_t>(std::max(0L, sysconf(_SC_PHYS_PAGES))) *
                    static_cast<uint64_t>(std::max(0L, sysconf(_SC_PAGESIZE)));
  // A container's limit, by version 2 and 1 of the control groups; a word in place of a number
  // means none.
  for (const char* path :
       {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
    std::ifstream file(path);
    std::string word;
    uint64_t limit = 0;
    if (file >> word && absl::SimpleAtoi(word, &limit)) memory = std::min(memory, limit);
  }
  return memory;
}

}  // namespace host
