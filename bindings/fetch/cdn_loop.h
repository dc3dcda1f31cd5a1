#pragma once

#include <optional>
#include <string>

#include "src/http/message.h"

namespace bindings::fetch {

// How often a request may come back through nodes of ours.
inline constexpr int kMaxLoops = 16;

// The value of CDN-Loop (RFC 8586) for a request that is made in answer to one with `incoming`:
// what that one had, with one pass more through nodes of ours. Nullopt when there were kMaxLoops.
std::optional<std::string> NextCdnLoop(const http::HeaderList& incoming);

}  // namespace bindings::fetch
