#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "src/engine/snapshot.h"
#include "src/worker/spec.h"

namespace worker {

// Restores an isolate from `base`, runs the worker's top level in it, on the calling thread, and
// returns the heap. The worker's exception, or what else stands in the way, is kFailedPrecondition.
// V8 ends the process when the heap has something that it cannot write: see
// engine::Isolate::TakeSnapshot.
absl::StatusOr<std::string> TakeVersionSnapshot(const engine::Snapshot& base,
                                                const Version& version);

}  // namespace worker
