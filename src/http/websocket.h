#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/functional/any_invocable.h"
#include "src/base/bytes.h"

namespace http {

// Status codes of a WebSocket's end (RFC 6455, section 7.4.1).
inline constexpr uint16_t kCloseGoingAway = 1001;
inline constexpr uint16_t kCloseProtocolError = 1002;
inline constexpr uint16_t kCloseNoStatus = 1005;  // none was given; never sent
inline constexpr uint16_t kCloseAbnormal = 1006;  // the connection broke; never sent
inline constexpr uint16_t kCloseInvalidPayload = 1007;
inline constexpr uint16_t kCloseTooBig = 1009;
inline constexpr uint16_t kCloseInternalError = 1011;

// A whole message, however many frames it came in.
struct WebSocketMessage {
  bool is_text = false;  // then the payload is UTF-8
  base::Bytes payload;
};

// How a WebSocket ended.
struct WebSocketEnd {
  uint16_t code = kCloseAbnormal;  // what the client said, or kCloseNoStatus, kCloseAbnormal
  std::string reason;              // the client's words, UTF-8
  bool clean = false;              // whether both ends have said that they close
  std::string error;               // what went wrong when it is not clean, one line
};

// One end of a WebSocket (RFC 6455): what a request became that was answered with 101. Pings,
// fragments and the closing handshake are its own business. Bound to the loop's thread.
//
// Destroying it ends the connection with 1001 unless it has ended; nothing is called then.
class WebSocket {
 public:
  struct Callbacks {
    absl::AnyInvocable<void(WebSocketMessage)> on_message;
    // Once, when the client has said that it closes, or has gone; nothing is called after it. It
    // may destroy the WebSocket.
    absl::AnyInvocable<void(WebSocketEnd)> on_end;
    // Nothing of what was sent is unsent any more, after more than 64 KiB were. May be null.
    absl::AnyInvocable<void()> on_drained = nullptr;
  };

  virtual ~WebSocket() = default;

  // Whom to tell. Called from rounds of the loop, SetReading, Send and Close.
  virtual void SetCallbacks(Callbacks callbacks) = 0;
  // Whether messages are wanted. At first, and while they are not, the client has to wait.
  virtual void SetReading(bool wanted) = 0;
  // Sends a message. Once Close was called this does nothing; what is sent after on_end, and before
  // Close, still goes to a client that has only said that it closes. A client that is so slow that
  // ServerOptions::max_websocket_backlog_bytes wait for it is cut off.
  virtual void Send(WebSocketMessage message) = 0;
  // Octets of what was sent that the peer's side has not taken yet.
  virtual size_t unsent() const = 0;
  // Begins the closing handshake. `code` nullopt: no code and no reason. A reason of more than 123
  // octets is cut. on_end follows, when the client has answered or does not. After a clean on_end
  // it answers the client's close frame, which is otherwise answered soon.
  virtual void Close(std::optional<uint16_t> code, std::string_view reason) = 0;
};

}  // namespace http
