#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "src/http/websocket.h"
#include "src/loop/loop.h"
#include "src/net/stream.h"

namespace http {

struct ClientWebSocketOptions {
  size_t max_message_bytes = size_t{32} << 20;
  size_t max_backlog_bytes = size_t{16} << 20;  // of what a server leaves unread
  int64_t close_millis = 5'000;  // for the server to answer a close frame, and to end
  // Without an octet, while messages are wanted, until the server is asked with a ping whether it
  // is there; and from there until it is given up.
  int64_t ping_millis = 30'000;
};

// The client's end of a WebSocket (RFC 6455) on a connection whose handshake is over. `early`: what
// has been read behind the handshake. `loop` is borrowed. Bound to its thread.
//
// A close frame of the server's is answered at once. Destroying it ends the connection with 1001
// unless it has ended.
std::unique_ptr<WebSocket> NewClientWebSocket(loop::Loop& loop, std::unique_ptr<net::Stream> stream,
                                              std::string early,
                                              const ClientWebSocketOptions& options = {});

}  // namespace http
