#include "bindings/fetch/sockets.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace bindings::fetch {
namespace {

// What may wait of one socket for JavaScript; above, its server has to wait.
constexpr size_t kMaxWaiting = size_t{64} << 10;

// What may be unwritten of one that counts as written: above, the socket tells when it has drained.
constexpr size_t kUnsent = size_t{64} << 10;

constexpr char kTag = 0;

}  // namespace

Sockets& Sockets::Of(worker::Invocation& invocation) {
  std::unique_ptr<worker::LaneResource>& kept = invocation.resources[&kTag];
  if (kept == nullptr) kept = std::make_unique<Sockets>();
  return static_cast<Sockets&>(*kept);
}

Sockets::Socket* Sockets::Find(uint32_t number) {
  auto it = sockets_.find(number);
  return it == sockets_.end() ? nullptr : it->second.get();
}

void Sockets::Add(uint32_t number, std::unique_ptr<http::WebSocket> socket) {
  std::unique_ptr<Socket>& added = sockets_[number];
  added = std::make_unique<Socket>();
  added->socket = std::move(socket);
}

std::unique_ptr<http::WebSocket> Sockets::Take(uint32_t number) {
  Socket* socket = Find(number);
  if (socket == nullptr || socket->watched) return nullptr;
  std::unique_ptr<http::WebSocket> taken = std::move(socket->socket);
  sockets_.erase(number);
  return taken;
}

void Sockets::Watch(uint32_t number, Socket& socket) {
  if (std::exchange(socket.watched, true)) return;
  socket.socket->SetCallbacks({
      [this, number](http::WebSocketMessage message) {
        std::string event(message.payload.view());
        event.push_back(message.is_text ? 't' : 'b');
        OnEvent(number, std::move(event));
      },
      [this, number](http::WebSocketEnd end) {
        OnEvent(number, absl::StrCat(end.code, "\n", end.clean ? "1" : "", "\n", end.error, "\n",
                                     end.reason, "c"));
      },
      [this, number] { OnDrained(number); },
  });
}

void Sockets::OnDrained(uint32_t number) {
  Socket* socket = Find(number);
  if (socket == nullptr || !socket->when_written) return;
  std::exchange(socket->when_written, std::nullopt)->Resolve(socket->sent);
}

void Sockets::OnEvent(uint32_t number, std::string event) {
  Socket* socket = Find(number);
  if (socket == nullptr) return;
  if (socket->waiting) {
    Event waiting = *std::exchange(socket->waiting, std::nullopt);
    return waiting.Resolve(base::Bytes(std::move(event)));
  }
  socket->octets += event.size();
  socket->events.push_back(std::move(event));
  if (socket->octets >= kMaxWaiting) socket->socket->SetReading(false);
}

void Sockets::Receive(uint32_t number, Event done) {
  Socket* socket = Find(number);
  if (socket == nullptr || socket->waiting) {
    return done.Reject(absl::FailedPreconditionError("There is no such WebSocket."));
  }
  Watch(number, *socket);
  if (socket->events.empty()) {
    socket->waiting.emplace(std::move(done));
    return socket->socket->SetReading(true);
  }
  std::string event = std::move(socket->events.front());
  socket->events.pop_front();
  socket->octets -= event.size();
  const bool is_end = event.back() == 'c';
  done.Resolve(base::Bytes(std::move(event)));
  if (!is_end && socket->octets < kMaxWaiting) socket->socket->SetReading(true);
}

void Sockets::Send(uint32_t number, http::WebSocketMessage message) {
  Socket* socket = Find(number);
  if (socket == nullptr) return;
  socket->sent += static_cast<double>(message.payload.size());
  socket->socket->Send(std::move(message));
}

void Sockets::WhenWritten(uint32_t number, Written done) {
  Socket* socket = Find(number);
  if (socket == nullptr) {
    return done.Reject(absl::FailedPreconditionError("There is no such WebSocket."));
  }
  Watch(number, *socket);
  if (socket->socket->unsent() <= kUnsent) return done.Resolve(socket->sent);
  socket->when_written.emplace(std::move(done));
}

void Sockets::Close(uint32_t number, std::optional<uint16_t> code, std::string_view reason) {
  Socket* socket = Find(number);
  if (socket == nullptr) return;
  socket->socket->Close(code, reason);
  // Its end is to be heard, whoever waits for it.
  socket->socket->SetReading(true);
}

}  // namespace bindings::fetch
