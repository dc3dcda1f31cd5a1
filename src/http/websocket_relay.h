#pragma once

#include <memory>
#include <string_view>

#include "absl/functional/any_invocable.h"
#include "src/http/websocket.h"
#include "src/loop/loop.h"

namespace http {

// Two WebSockets, each of which is sent what the other one's peer sends: a client's and the one
// that was opened to a server for it. Whoever sends faster than the other peer takes has to wait.
// An end is passed on with its code; one that broke off becomes 1011 (RFC 6455, section 7.4.1).
// Bound to the loop's thread.
//
// Destroying it ends what has not ended with 1001; nothing is called then. It is destroyed by its
// owner, never within what its sockets call.
class WebSocketRelay {
 public:
  // Begins at once. `on_end`: once, when both have ended, from a round of the loop of its own; with
  // how the client's did. It may destroy the relay. `loop` is borrowed.
  WebSocketRelay(loop::Loop& loop, std::unique_ptr<WebSocket> client,
                 std::unique_ptr<WebSocket> server, absl::AnyInvocable<void(WebSocketEnd)> on_end);
  ~WebSocketRelay();
  WebSocketRelay(const WebSocketRelay&) = delete;
  WebSocketRelay& operator=(const WebSocketRelay&) = delete;

  // Begins to close both.
  void Close(uint16_t code, std::string_view reason);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace http
