#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "src/http/message.h"

namespace http {

// A Sec-WebSocket-Key: 16 random octets in base64 (RFC 6455, section 4.1).
std::string NewWebSocketKey();

// The Sec-WebSocket-Accept that answers `key` (section 4.2.2).
std::string WebSocketAcceptOf(std::string_view key);

// Whether a request asks for a WebSocket: its Upgrade says so.
bool AsksForWebSocket(const RequestHead& head);

// Makes the head of a request one that opens a handshake with `key`. Fields of the handshake that
// it has are replaced, but for Sec-WebSocket-Protocol.
void OpenWebSocket(std::string_view key, RequestHead* head);

// The subprotocols that a request offers, as a list with commas.
std::string OfferedProtocols(const RequestHead& head);

// Whether `answer`, a head with status 101, answers the handshake with `key` and `offered`
// subprotocols (section 4.1). kInvalidArgument when it does not, and why.
absl::Status CheckWebSocketAnswer(std::string_view key, std::string_view offered,
                                  const ResponseHead& answer);

}  // namespace http
