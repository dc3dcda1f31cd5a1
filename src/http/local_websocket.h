#pragma once

#include <memory>
#include <utility>

#include "src/http/websocket.h"

namespace http {

// Two ends of a WebSocket that are within one process: what one sends, the other is given. Either
// may go first. An end that reads nothing has its messages wait; when 16 MiB do, both are cut off.
// What the other end does is told from the calls that do it. Bound to one thread.
std::pair<std::unique_ptr<WebSocket>, std::unique_ptr<WebSocket>> NewLocalWebSockets();

}  // namespace http
