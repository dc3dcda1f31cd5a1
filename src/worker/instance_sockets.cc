// How an instance has WebSockets: what requests became that were answered with one.

#include <utility>

#include "absl/strings/str_cat.h"
#include "src/worker/instance.h"

namespace worker {
namespace {

using Response = Invocation::Response;

// What may wait of one socket for JavaScript; above, its client has to wait.
constexpr size_t kMaxWaiting = size_t{64} << 10;

}  // namespace

http::Upgraded Instance::Upgrade(uint32_t id, Invocation& invocation, http::ResponseHead head) {
  http::Upgraded upgraded = invocation.sink->Upgrade(std::move(head));
  invocation.status = upgraded.status;
  if (upgraded.websocket != nullptr) {
    // An open socket has no time limit.
    deadlines_.Stop(id);
    invocation.response = Response::kDone;
    invocation.sink = nullptr;
    invocation.socket_open = true;
    ++open_sockets_;
  } else if (upgraded.status == 0) {
    invocation.outcome = Outcome::kCanceled;
  } else {
    WriteLog line = {id, "error",
                     absl::StrCat("The worker answered with a WebSocket a request that is no "
                                  "WebSocket handshake: ",
                                  upgraded.problem, ".")};
    Do(line);
  }
  return upgraded;
}

void Instance::Do(UpgradeResponse& command) {
  Invocation* invocation = Find(command.id);
  if (invocation == nullptr || invocation->response != Response::kNone) return;
  http::Upgraded upgraded = Upgrade(command.id, *invocation, std::move(command.head));
  invocation->inbox = std::make_unique<SocketInbox>();
  if (upgraded.websocket == nullptr) {
    PushEnd(command.id, *invocation,
            {http::kCloseAbnormal, "", false, std::move(upgraded.problem)});
    return ResponseIsDone(command.id, *invocation);
  }
  invocation->socket = std::move(upgraded.websocket);
  invocation->socket->SetCallbacks({
      [weak = weak_.Get(), id = command.id](http::WebSocketMessage message) {
        if (weak) weak->OnSocketMessage(id, std::move(message));
      },
      [weak = weak_.Get(), id = command.id](http::WebSocketEnd end) {
        if (weak) weak->OnSocketEnd(id, std::move(end));
      },
  });
}

void Instance::Do(RelayResponse& command) {
  Invocation* invocation = Find(command.id);
  if (invocation == nullptr || invocation->response != Response::kNone) return;
  std::unique_ptr<http::WebSocket> server = command.server(*invocation);
  http::Upgraded upgraded = Upgrade(command.id, *invocation, std::move(command.head));
  if (upgraded.websocket == nullptr) return ResponseIsDone(command.id, *invocation);
  if (server == nullptr) {
    upgraded.websocket->Close(http::kCloseInternalError, "");
    SocketHasEnded(*invocation);
    return StopWaiting(command.id, *invocation);
  }
  invocation->relay = std::make_unique<http::WebSocketRelay>(
      lane_.loop, std::move(upgraded.websocket), std::move(server),
      [weak = weak_.Get(), id = command.id](const http::WebSocketEnd&) {
        if (weak) weak->OnRelayEnd(id);
      });
}

void Instance::OnRelayEnd(uint32_t id) {
  Invocation* invocation = Find(id);
  if (invocation == nullptr || !invocation->socket_open) return;
  SocketHasEnded(*invocation);
  StopWaiting(id, *invocation);
}

void Instance::StopWaiting(uint32_t id, Invocation& invocation) {
  if (!invocation.settled && !invocation.ending) {
    SetDeadline(id, invocation.done_nanos, version_->spec.limits.wait_until_millis);
  }
  EndIfOver(id, invocation);
}

void Instance::Do(ReadSocket& command) {
  Invocation* invocation = Find(command.id);
  if (invocation != nullptr && invocation->socket != nullptr) invocation->socket->SetReading(true);
}

void Instance::Do(SendToSocket& command) {
  Invocation* invocation = Find(command.id);
  if (invocation != nullptr && invocation->socket != nullptr) {
    invocation->socket->Send(std::move(command.message));
  }
}

void Instance::Do(CloseSocket& command) {
  Invocation* invocation = Find(command.id);
  if (invocation != nullptr && invocation->socket != nullptr) {
    invocation->socket->Close(command.code, command.reason);
  }
}

void Instance::OnSocketMessage(uint32_t id, http::WebSocketMessage message) {
  Invocation* invocation = Find(id);
  if (invocation == nullptr || invocation->ending) return;
  invocation->inbox->Push(std::move(message));
  events_.push_back({Event::Kind::kSocketMessage, id, id});
  Schedule();
  if (invocation->inbox->octets() < kMaxWaiting) return;
  invocation->socket->SetReading(false);
  full_sockets_.push_back(id);
}

void Instance::OnSocketEnd(uint32_t id, http::WebSocketEnd end) {
  Invocation* invocation = Find(id);
  if (invocation == nullptr || !invocation->socket_open) return;
  // The client's close frame is answered when JavaScript has seen what came before it.
  SocketHasEnded(*invocation);
  PushEnd(id, *invocation, std::move(end));
  StopWaiting(id, *invocation);
}

void Instance::PushEnd(uint32_t id, Invocation& invocation, http::WebSocketEnd end) {
  invocation.inbox->SetEnd(std::move(end));
  events_.push_back({Event::Kind::kSocketEnd, id, id});
  Schedule();
}

void Instance::ResumeSockets() {
  for (uint32_t id : std::exchange(full_sockets_, {})) {
    Invocation* invocation = Find(id);
    if (invocation == nullptr || !invocation->socket_open) continue;
    if (invocation->inbox->octets() > kMaxWaiting / 2) {
      full_sockets_.push_back(id);
    } else {
      invocation->socket->SetReading(true);
    }
  }
}

void Instance::EndSocket(Invocation& invocation, std::string_view reason) {
  if (invocation.socket != nullptr) {
    // What comes of it is of no interest.
    invocation.socket->SetCallbacks({});
    invocation.socket->Close(http::kCloseInternalError, reason);
    invocation.socket = nullptr;
  }
  if (invocation.relay != nullptr) {
    invocation.relay->Close(http::kCloseInternalError, reason);
    invocation.relay = nullptr;
  }
  if (invocation.socket_open) SocketHasEnded(invocation);
}

void Instance::SocketHasEnded(Invocation& invocation) {
  invocation.socket_open = false;
  invocation.done_nanos = Now();
  --open_sockets_;
}

}  // namespace worker
