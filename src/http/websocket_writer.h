#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "src/base/bytes.h"
#include "src/http/socket_writer.h"
#include "src/http/websocket.h"

namespace http {

// Writes a server's frames: unmasked, each message in one (RFC 6455, section 5). Bound to the
// loop's thread.
class WebSocketWriter {
 public:
  // `out` is borrowed.
  explicit WebSocketWriter(SocketWriter& out);
  ~WebSocketWriter();
  WebSocketWriter(const WebSocketWriter&) = delete;
  WebSocketWriter& operator=(const WebSocketWriter&) = delete;

  // Each appends a frame to what `out` writes.
  void Message(WebSocketMessage message);
  // `data`: at most 125 octets.
  void Ping(std::string_view data);
  void Pong(std::string_view data);
  // `code` nullopt: no code and no reason. A reason of more than 123 octets is cut where a
  // character ends.
  void Close(std::optional<uint16_t> code, std::string_view reason);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace http
