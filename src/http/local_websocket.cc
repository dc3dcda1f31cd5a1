#include "src/http/local_websocket.h"

#include <cstddef>
#include <deque>
#include <optional>
#include <string>

namespace http {
namespace {

constexpr size_t kMaxBacklog = size_t{16} << 20;
constexpr size_t kTellDrained = size_t{64} << 10;
constexpr size_t kMaxReason = 123;  // RFC 6455, section 5.5

// What waits for one end.
struct Half {
  WebSocket::Callbacks callbacks;
  bool reading = false;
  bool delivering = false;
  bool over = false;    // it was told of the end, or is gone
  bool closed = false;  // it has said that it closes
  bool fills = false;   // more waits for it than its sender need not be told of
  std::deque<WebSocketMessage> messages;
  size_t octets = 0;
  std::optional<WebSocketEnd> end;
};

// Both ends.
struct Pair : std::enable_shared_from_this<Pair> {
  Half halves[2];

  // Gives an end what waits for it, as long as it wants that.
  void Deliver(size_t to) {
    const std::shared_ptr<Pair> self = shared_from_this();
    Half& half = halves[to];
    if (half.delivering) return;
    half.delivering = true;
    while (half.reading && !half.over && !half.messages.empty()) {
      WebSocketMessage message = std::move(half.messages.front());
      half.messages.pop_front();
      half.octets -= message.payload.size();
      if (half.callbacks.on_message != nullptr) half.callbacks.on_message(std::move(message));
    }
    half.delivering = false;
    // Who closes does not wait for what was sent before; a broken end waits for nobody.
    const bool may_end = half.messages.empty() || half.closed || (half.end && !half.end->clean);
    if (half.messages.empty() && std::exchange(half.fills, false)) {
      Half& sender = halves[1 - to];
      if (!sender.over && sender.callbacks.on_drained != nullptr) sender.callbacks.on_drained();
    }
    // Whoever is to be told may come later.
    if (!half.over && half.end && may_end && half.callbacks.on_end != nullptr) Tell(to);
  }

  void Tell(size_t to) {
    Half& half = halves[to];
    half.over = true;
    half.messages.clear();
    const WebSocketEnd end = *half.end;
    // The callback may destroy the end, with its callbacks.
    auto on_end = std::exchange(half.callbacks.on_end, nullptr);
    if (on_end != nullptr) on_end(end);
    // The other end has its answer.
    Half& other = halves[1 - to];
    if (!end.clean || !other.closed || other.end) return;
    other.end = end;
    Deliver(1 - to);
  }

  void Break(std::string_view why) {
    for (size_t i : {0, 1}) {
      if (!halves[i].end) halves[i].end = WebSocketEnd{kCloseAbnormal, "", false, std::string(why)};
    }
    Deliver(0);
    Deliver(1);
  }
};

class LocalWebSocket final : public WebSocket {
 public:
  LocalWebSocket(std::shared_ptr<Pair> pair, size_t own) : pair_(std::move(pair)), own_(own) {}
  ~LocalWebSocket() override {
    Half& half = pair_->halves[own_];
    half.callbacks = {};
    half.over = true;
    if (half.closed) return;
    half.closed = true;
    // One that was told of its end has answered.
    SayClosed(half.end ? *half.end : WebSocketEnd{kCloseGoingAway, "", true, ""});
  }

  void SetCallbacks(Callbacks callbacks) override {
    const std::shared_ptr<Pair> pair = pair_;
    pair->halves[own_].callbacks = std::move(callbacks);
    pair->Deliver(own_);
  }
  void SetReading(bool wanted) override {
    pair_->halves[own_].reading = wanted;
    if (wanted) pair_->Deliver(own_);
  }
  void Send(WebSocketMessage message) override {
    Half& other = pair_->halves[1 - own_];
    if (pair_->halves[own_].closed || other.over || other.end) return;
    other.octets += message.payload.size();
    other.messages.push_back(std::move(message));
    if (other.octets > kTellDrained) other.fills = true;
    if (other.octets > kMaxBacklog) return pair_->Break("too much waits for the other end");
    pair_->Deliver(1 - own_);
  }
  size_t unsent() const override { return pair_->halves[1 - own_].octets; }
  void Close(std::optional<uint16_t> code, std::string_view reason) override {
    Half& half = pair_->halves[own_];
    if (std::exchange(half.closed, true)) return;
    SayClosed(WebSocketEnd{code.value_or(kCloseNoStatus),
                           std::string(code ? reason.substr(0, kMaxReason) : ""), true, ""});
  }

 private:
  void SayClosed(WebSocketEnd end) {
    const std::shared_ptr<Pair> pair = pair_;
    Half& other = pair->halves[1 - own_];
    if (other.over) {
      // It has gone, or has had its end: this is the answer.
      if (!pair->halves[own_].end) pair->halves[own_].end = std::move(end);
      return pair->Deliver(own_);
    }
    if (!other.end) other.end = std::move(end);
    pair->Deliver(1 - own_);
  }

  const std::shared_ptr<Pair> pair_;
  const size_t own_;
};

}  // namespace

std::pair<std::unique_ptr<WebSocket>, std::unique_ptr<WebSocket>> NewLocalWebSockets() {
  auto pair = std::make_shared<Pair>();
  auto first = std::make_unique<LocalWebSocket>(pair, 0);
  return {std::move(first), std::make_unique<LocalWebSocket>(std::move(pair), 1)};
}

}  // namespace http
