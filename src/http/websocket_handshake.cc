#include "src/http/websocket_handshake.h"

#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "src/http/websocket_client_handshake.h"

namespace http {
namespace {

constexpr size_t kNonceBytes = 16;

// The values of all fields called `name`, joined; `count`: how many there are.
std::string Joined(const HeaderList& headers, std::string_view name, int* count) {
  std::string joined;
  *count = 0;
  for (size_t i = 0; i < headers.size(); ++i) {
    const HeaderList::Field field = headers.at(i);
    if (!absl::EqualsIgnoreCase(field.name, name)) continue;
    absl::StrAppend(&joined, (*count)++ > 0 ? "," : "", field.value);
  }
  return joined;
}

std::string Joined(const HeaderList& headers, std::string_view name) {
  int count = 0;
  return Joined(headers, name, &count);
}

// Whether the list has `wanted`.
template <class Equal>
bool HasItem(std::string_view list, std::string_view wanted, Equal equal) {
  for (std::string_view item : absl::StrSplit(list, ',')) {
    if (equal(absl::StripAsciiWhitespace(item), wanted)) return true;
  }
  return false;
}

bool IgnoreCase(std::string_view a, std::string_view b) { return absl::EqualsIgnoreCase(a, b); }
bool Exactly(std::string_view a, std::string_view b) { return a == b; }

bool IsNonce(std::string_view key) {
  std::string nonce;
  return key.size() == 24 && absl::EndsWith(key, "==") && absl::Base64Unescape(key, &nonce) &&
         nonce.size() == kNonceBytes;
}

std::optional<Refusal> Check(const RequestHead& head, bool http_1_0, bool has_body) {
  if (http_1_0) return Refusal{426, "HTTP/1.0 has no WebSocket; expected HTTP/1.1"};
  if (head.method != "GET") {
    return Refusal{400, absl::StrCat("the method of a WebSocket handshake is ", head.method,
                                     "; expected GET")};
  }
  if (has_body) return Refusal{400, "a WebSocket handshake has a body; expected none"};
  int count = 0;
  const std::string version = Joined(head.headers, "sec-websocket-version", &count);
  if (count != 1 || version != "13") {
    return Refusal{426, "the Sec-WebSocket-Version is not supported; expected 13"};
  }
  if (!IsNonce(Joined(head.headers, "sec-websocket-key", &count)) || count != 1) {
    return Refusal{400, "malformed Sec-WebSocket-Key; expected 16 octets in base64"};
  }
  return std::nullopt;
}

}  // namespace

std::optional<WebSocketHandshake> ReadWebSocketHandshake(const RequestHead& head, bool http_1_0,
                                                         bool has_body) {
  // Nearly every request has none of it.
  if (!head.headers.Has("upgrade")) return std::nullopt;
  if (!HasItem(Joined(head.headers, "upgrade"), "websocket", IgnoreCase) ||
      !HasItem(Joined(head.headers, "connection"), "upgrade", IgnoreCase)) {
    return std::nullopt;
  }
  WebSocketHandshake handshake;
  handshake.refusal = Check(head, http_1_0, has_body);
  handshake.key = Joined(head.headers, "sec-websocket-key");
  handshake.protocols = Joined(head.headers, "sec-websocket-protocol");
  return handshake;
}

ResponseHead AcceptWebSocket(const WebSocketHandshake& handshake, const ResponseHead& answer) {
  ResponseHead head;
  head.status = 101;
  head.reason = answer.reason;
  head.headers.Add("Upgrade", "websocket");
  head.headers.Add("Sec-WebSocket-Accept", WebSocketAcceptOf(handshake.key));
  bool has_protocol = false;
  for (size_t i = 0; i < answer.headers.size(); ++i) {
    const HeaderList::Field field = answer.headers.at(i);
    if (absl::EqualsIgnoreCase(field.name, "upgrade")) continue;
    if (absl::StartsWithIgnoreCase(field.name, "sec-websocket-")) {
      const bool chosen = absl::EqualsIgnoreCase(field.name, "sec-websocket-protocol") &&
                          !has_protocol && !field.value.empty() &&
                          HasItem(handshake.protocols, field.value, Exactly);
      if (!chosen) continue;
      has_protocol = true;
    }
    head.headers.Add(field.name, field.value);
  }
  return head;
}

ResponseHead RefuseWebSocket(const Refusal& refusal) {
  ResponseHead head;
  head.status = refusal.status;
  head.headers.Add("Content-Type", "text/plain;charset=UTF-8");
  if (refusal.status == 426) {
    head.headers.Add("Upgrade", "websocket");
    head.headers.Add("Sec-WebSocket-Version", "13");
  }
  return head;
}

}  // namespace http
