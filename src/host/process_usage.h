#pragma once

#include <cstdint>

namespace host {

// What this process has of the machine.
struct ProcessUsage {
  uint64_t resident_bytes = 0;
  int64_t cpu_nanos = 0;  // of all its threads, those that have ended included
};

// Asks the kernel; what it does not say is 0. Any thread.
ProcessUsage ReadProcessUsage();

}  // namespace host
