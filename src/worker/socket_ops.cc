#include "src/worker/socket_ops.h"

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/worker/invocation.h"

namespace worker {
namespace {

using engine::ByteString;
using engine::Call;

// Octets that all WebSockets of an isolate may be given in one turn.
constexpr size_t kMaxSentInTurn = size_t{64} << 20;

Outbox& OutboxOf(Call& call) { return call.host<TurnHost>().outbox; }

// Answers with 101. What follows of the socket is told to dispatchSocketMessage and
// dispatchSocketEnd, the latter in any case.
void Upgrade(Call& call, uint32_t id, ByteString status_text, ByteString fields) {
  http::ResponseHead head;
  head.status = 101;
  head.reason = std::move(status_text.bytes);
  head.headers = http::HeaderList(std::move(fields.bytes));
  OutboxOf(call).emplace_back(UpgradeResponse{id, std::move(head)});
}

// From now on messages are wanted.
void Read(Call& call, uint32_t id) { OutboxOf(call).emplace_back(ReadSocket{id}); }

absl::Status Send(Call& call, uint32_t id, bool is_text, base::Bytes payload) {
  TurnHost& host = call.host<TurnHost>();
  host.sent_bytes += payload.size();
  if (host.sent_bytes > kMaxSentInTurn) {
    return absl::ResourceExhaustedError(
        absl::StrCat("WebSocket send(): more than ", kMaxSentInTurn,
                     " bytes at a time; send less before waiting for something."));
  }
  if (absl::Status room = host.RequireRoom("WebSocket send()"); !room.ok()) return room;
  host.outbox.emplace_back(SendToSocket{id, {is_text, std::move(payload)}});
  return absl::OkStatus();
}

absl::Status SendText(Call& call, uint32_t id, std::string text) {
  return Send(call, id, true, base::Bytes(std::move(text)));
}

absl::Status SendBytes(Call& call, uint32_t id, base::Bytes bytes) {
  return Send(call, id, false, std::move(bytes));
}

void Close(Call& call, uint32_t id, std::optional<uint32_t> code, std::string reason) {
  std::optional<uint16_t> short_code;
  if (code) short_code = static_cast<uint16_t>(*code);
  OutboxOf(call).emplace_back(CloseSocket{id, short_code, std::move(reason)});
}

// The next message: text, or octets; false when there is none.
std::variant<bool, std::string, base::Bytes> TakeMessage(Call& call, uint32_t id) {
  Invocation* invocation = call.host<TurnHost>().Find(id);
  if (invocation == nullptr || invocation->inbox == nullptr) return false;
  std::optional<http::WebSocketMessage> message = invocation->inbox->Take();
  if (!message) return false;
  if (message->is_text) return std::string(message->payload.view());
  return std::move(message->payload);
}

// How the socket has ended: code, reason, "clean" or "", what went wrong. Empty when it has not.
std::vector<std::string> TakeEnd(Call& call, uint32_t id) {
  Invocation* invocation = call.host<TurnHost>().Find(id);
  if (invocation == nullptr || invocation->inbox == nullptr) return {};
  std::optional<http::WebSocketEnd> end = invocation->inbox->TakeEnd();
  if (!end) return {};
  return {absl::StrCat(end->code), std::move(end->reason), end->clean ? "clean" : "",
          std::move(end->error)};
}

constexpr engine::Op kOps[] = {
    engine::Bind<&Upgrade>("upgrade"),   engine::Bind<&Read>("read"),
    engine::Bind<&SendText>("sendText"), engine::Bind<&SendBytes>("sendBytes"),
    engine::Bind<&Close>("close"),       engine::Bind<&TakeMessage>("takeMessage"),
    engine::Bind<&TakeEnd>("takeEnd"),
};

}  // namespace

constinit const engine::Module kSocketModule = {"native:websocket", kOps};

}  // namespace worker
