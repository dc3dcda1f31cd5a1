#include "src/http/websocket_relay.h"

#include <cstddef>
#include <optional>
#include <utility>

namespace http {
namespace {

// Above, whoever sends has to wait. More than what on_drained is called for.
constexpr size_t kMaxUnsent = size_t{256} << 10;

}  // namespace

struct WebSocketRelay::Impl : std::enable_shared_from_this<Impl> {
  enum Side : size_t { kClient, kServer };

  explicit Impl(loop::Loop& loop) : loop(loop) {}

  static Side Other(Side side) { return side == kClient ? kServer : kClient; }

  void Begin(Side side) {
    const std::weak_ptr<Impl> weak = weak_from_this();
    sockets[side]->SetCallbacks({
        [weak, side](WebSocketMessage message) {
          if (const std::shared_ptr<Impl> self = weak.lock()) {
            self->OnMessage(side, std::move(message));
          }
        },
        [weak, side](WebSocketEnd end) {
          if (const std::shared_ptr<Impl> self = weak.lock()) self->OnEnd(side, std::move(end));
        },
        [weak, side] {
          const std::shared_ptr<Impl> self = weak.lock();
          if (self != nullptr) self->sockets[Other(side)]->SetReading(true);
        },
    });
    sockets[side]->SetReading(true);
  }

  void OnMessage(Side from, WebSocketMessage message) {
    WebSocket& to = *sockets[Other(from)];
    to.Send(std::move(message));
    if (to.unsent() > kMaxUnsent) sockets[from]->SetReading(false);
  }

  void OnEnd(Side side, WebSocketEnd end) {
    ends[side] = std::move(end);
    const Side other = Other(side);
    if (!ends[other]) {
      // Its answer is heard even if it was not read from. What ended waits for it.
      PassOn(*ends[side], *sockets[other]);
      sockets[other]->SetReading(true);
      return;
    }
    PassOn(*ends[side], *sockets[other]);
    loop.Post([weak = weak_from_this()] {
      const std::shared_ptr<Impl> self = weak.lock();
      if (self != nullptr && self->on_end != nullptr) {
        std::exchange(self->on_end, nullptr)(*self->ends[kClient]);
      }
    });
  }

  static void PassOn(const WebSocketEnd& end, WebSocket& to) {
    switch (end.code) {
      case kCloseNoStatus:
        return to.Close(std::nullopt, "");
      case kCloseAbnormal:
        return to.Close(kCloseInternalError, "");
      default:
        return to.Close(end.code, end.reason);
    }
  }

  loop::Loop& loop;
  std::optional<WebSocketEnd> ends[2];
  std::unique_ptr<WebSocket> sockets[2];
  absl::AnyInvocable<void(WebSocketEnd)> on_end;
};

WebSocketRelay::WebSocketRelay(loop::Loop& loop, std::unique_ptr<WebSocket> client,
                               std::unique_ptr<WebSocket> server,
                               absl::AnyInvocable<void(WebSocketEnd)> on_end)
    : impl_(std::make_shared<Impl>(loop)) {
  impl_->sockets[Impl::kClient] = std::move(client);
  impl_->sockets[Impl::kServer] = std::move(server);
  impl_->on_end = std::move(on_end);
  impl_->Begin(Impl::kClient);
  impl_->Begin(Impl::kServer);
}

WebSocketRelay::~WebSocketRelay() = default;

void WebSocketRelay::Close(uint16_t code, std::string_view reason) {
  for (std::unique_ptr<WebSocket>& socket : impl_->sockets) {
    socket->Close(code, reason);
    socket->SetReading(true);
  }
}

}  // namespace http
