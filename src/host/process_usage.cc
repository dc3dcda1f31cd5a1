#include "src/host/process_usage.h"

#include <time.h>
#include <unistd.h>

#include <fstream>

namespace host {

ProcessUsage ReadProcessUsage() {
  ProcessUsage usage;
  // proc(5): the whole size, then the resident part, in pages.
  std::ifstream statm("/proc/self/statm");
  uint64_t size = 0;
  uint64_t resident = 0;
  if (statm >> size >> resident) {
    usage.resident_bytes = resident * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  }
  timespec time = {};
  if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0) {
    usage.cpu_nanos = static_cast<int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
  }
  return usage;
}

}  // namespace host
