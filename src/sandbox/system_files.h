#pragma once

#include <string>
#include <vector>

namespace sandbox {

// What a serving process reads of the machine: settings of the resolver, certificates, time zones,
// libraries that are loaded late, and what the kernel says of the process, memory and cores. Never
// what it says of other processes.
std::vector<std::string> SystemFiles();

// Devices without a state.
std::vector<std::string> HarmlessDevices();

// Whether this build looks for mistakes with a sanitizer, which reads the program and its libraries
// wherever they are.
bool IsSanitized();

}  // namespace sandbox
