#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "src/base/bytes.h"
#include "src/http/websocket.h"

namespace http {

// Writes frames, each message in one (RFC 6455, section 5): a server's as they are, a client's
// masked. Bound to the loop's thread.
class WebSocketWriter {
 public:
  // Where frames go, in order.
  class Out {
   public:
    // Text may be appended here.
    virtual std::string& text() = 0;
    virtual void Append(base::Bytes piece) = 0;

   protected:
    ~Out() = default;
  };
  enum class As { kServer, kClient };

  // `out` is borrowed.
  WebSocketWriter(As as, Out& out);
  ~WebSocketWriter();
  WebSocketWriter(const WebSocketWriter&) = delete;
  WebSocketWriter& operator=(const WebSocketWriter&) = delete;

  // Each appends a frame to `out`.
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
