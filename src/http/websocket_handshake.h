#pragma once

#include <optional>
#include <string>

#include "src/http/message.h"
#include "src/http/refusal.h"

namespace http {

// What a client that asks for a WebSocket says (RFC 6455, section 4.2.1).
struct WebSocketHandshake {
  std::string key;        // Sec-WebSocket-Key
  std::string protocols;  // the values of Sec-WebSocket-Protocol, joined; may be empty
  // Why it cannot have one, if it cannot: 400, 405, 426.
  std::optional<Refusal> refusal;
};

// Reads the handshake; nullopt when the request asks for none. `http_1_0`, `has_body`: of the
// request. What is malformed is refused only when somebody wants to answer with a WebSocket.
std::optional<WebSocketHandshake> ReadWebSocketHandshake(const RequestHead& head, bool http_1_0,
                                                         bool has_body);

// The head that completes the handshake (section 4.2.2): `answer` with the fields that belong to
// the handshake put right. A Sec-WebSocket-Protocol that the client has not offered is left out,
// and so are extensions, of which there are none.
ResponseHead AcceptWebSocket(const WebSocketHandshake& handshake, const ResponseHead& answer);

// The answer to a request that should have been a handshake, and is none that can be accepted.
ResponseHead RefuseWebSocket(const Refusal& refusal);

}  // namespace http
