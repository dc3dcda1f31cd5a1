#pragma once

#include <cstdint>

namespace host {

// The cores that this process may use; at least 1.
int CoreCount();

// The memory that this process may use, in octets: the machine's, or less where a control group
// says so.
uint64_t MachineMemory();

}  // namespace host
