#pragma once

#include "src/sandbox/datagram.h"
#include "src/sandbox/spawner.h"

namespace sandbox {

// What the process of a Spawner does until the other side of `requests` has gone. Closes all other
// descriptors first, and takes signals of the terminal for none of its concern.
[[noreturn]] void RunSpawnerProcess(Descriptor requests, Spawner::Options options);

}  // namespace sandbox
