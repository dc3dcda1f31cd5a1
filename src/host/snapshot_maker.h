#pragma once

#include <atomic>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "src/engine/snapshot.h"
#include "src/host/child_process.h"

namespace host {

// The other side of MakeWorkerSnapshotApart: reads a worker's image from standard input and writes
// the snapshot to standard output. Bounds what this process may use before. Returns the exit
// status; what went wrong is on standard error.
int RunSnapshotMaker(const engine::Snapshot& base);

// Makes a worker's snapshot in a process of its own, which is what a worker that V8 gives up on
// ends. `program` is run as `PROGRAM make-snapshot`, by `spawner` if there is one. Waits for it,
// some seconds at most; no longer when `stop` becomes true.
absl::StatusOr<std::string> MakeWorkerSnapshotApart(const std::string& program,
                                                    std::string_view image,
                                                    const std::atomic<bool>& stop,
                                                    Spawner* spawner = nullptr);

}  // namespace host
