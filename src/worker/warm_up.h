#pragma once

#include <cstdint>
#include <optional>

#include "src/engine/exception.h"
#include "src/engine/isolate.h"

namespace worker {

// What a request is for: all that common ones call, or the least that each does.
enum class WarmUpKind : uint32_t { kLeast = 1, kCommon = 3 };

// Runs what the first request and the first scheduled event of a worker run of js-api, in an
// isolate that has no worker yet, on the calling thread. In the isolate that the start-up snapshot
// is taken of, that leaves the functions compiled which they call; in a warm one, their memory
// touched. Nullopt when it worked.
std::optional<engine::Exception> WarmUp(engine::Isolate& isolate, WarmUpKind kind);

// Runs what workers that import from Node are likely to load of it, in an isolate that has no
// worker yet, on the calling thread. Nullopt when it worked.
std::optional<engine::Exception> LoadNode(engine::Isolate& isolate);

}  // namespace worker
