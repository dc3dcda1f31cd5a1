#include "src/http/websocket_client_handshake.h"

#include <openssl/rand.h>
#include <openssl/sha.h>

#include <array>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace http {
namespace {

constexpr std::string_view kGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";  // section 1.3
constexpr size_t kNonceBytes = 16;

// The values of all fields called `name`, joined; nullopt when there is none.
std::optional<std::string> Joined(const HeaderList& headers, std::string_view name) {
  std::optional<std::string> joined;
  for (size_t i = 0; i < headers.size(); ++i) {
    const HeaderList::Field field = headers.at(i);
    if (!absl::EqualsIgnoreCase(field.name, name)) continue;
    joined = joined ? absl::StrCat(*joined, ",", field.value) : std::string(field.value);
  }
  return joined;
}

bool HasItem(std::string_view list, std::string_view wanted, bool ignore_case) {
  for (std::string_view item : absl::StrSplit(list, ',')) {
    item = absl::StripAsciiWhitespace(item);
    if (ignore_case ? absl::EqualsIgnoreCase(item, wanted) : item == wanted) return true;
  }
  return false;
}

}  // namespace

std::string NewWebSocketKey() {
  std::array<uint8_t, kNonceBytes> nonce;
  RAND_bytes(nonce.data(), nonce.size());
  return absl::Base64Escape({reinterpret_cast<const char*>(nonce.data()), nonce.size()});
}

std::string WebSocketAcceptOf(std::string_view key) {
  const std::string text = absl::StrCat(key, kGuid);
  std::array<uint8_t, SHA_DIGEST_LENGTH> digest;
  SHA1(reinterpret_cast<const uint8_t*>(text.data()), text.size(), digest.data());
  return absl::Base64Escape({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

bool AsksForWebSocket(const RequestHead& head) {
  if (!head.headers.Has("upgrade")) return false;
  return HasItem(Joined(head.headers, "upgrade").value_or(""), "websocket", true);
}

void OpenWebSocket(std::string_view key, RequestHead* head) {
  // There are no extensions.
  for (const char* name : {"connection", "upgrade", "sec-websocket-key", "sec-websocket-version",
                           "sec-websocket-extensions", "sec-websocket-accept"}) {
    head->headers.Remove(name);
  }
  head->headers.Add("Sec-WebSocket-Key", key);
  head->headers.Add("Sec-WebSocket-Version", "13");
}

std::string OfferedProtocols(const RequestHead& head) {
  return Joined(head.headers, "sec-websocket-protocol").value_or("");
}

absl::Status CheckWebSocketAnswer(std::string_view key, std::string_view offered,
                                  const ResponseHead& answer) {
  const auto refuse = [](std::string_view why) {
    return absl::InvalidArgumentError(absl::StrCat("the WebSocket handshake failed: ", why));
  };
  if (!HasItem(Joined(answer.headers, "upgrade").value_or(""), "websocket", true) ||
      !HasItem(Joined(answer.headers, "connection").value_or(""), "upgrade", true)) {
    return refuse("the server does not switch to the WebSocket protocol");
  }
  const std::string accept = Joined(answer.headers, "sec-websocket-accept").value_or("");
  if (accept != WebSocketAcceptOf(key)) {
    return refuse("the Sec-WebSocket-Accept is not the one that answers the key");
  }
  if (!Joined(answer.headers, "sec-websocket-extensions").value_or("").empty()) {
    return refuse("the server has chosen an extension; none was offered");
  }
  const std::optional<std::string> chosen = Joined(answer.headers, "sec-websocket-protocol");
  if (!chosen || HasItem(offered, *chosen, false)) return absl::OkStatus();
  return refuse("the server has chosen a subprotocol that was not offered");
}

}  // namespace http
