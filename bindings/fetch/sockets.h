#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "src/base/bytes.h"
#include "src/engine/resolver.h"
#include "src/http/websocket.h"
#include "src/worker/invocation.h"

namespace bindings::fetch {

// The WebSockets that one invocation has opened to servers. They end with it. Bound to the lane.
class Sockets final : public worker::LaneResource {
 public:
  // What has come: a message or the end, and behind it an octet that says which of them: "t" for
  // text, "b" for octets, "c" for the end: code, "1" when it was clean, what went wrong and the
  // reason, with line feeds between them.
  using Event = engine::Resolver<base::Bytes>;
  // How many octets of payload have been written.
  using Written = engine::Resolver<double>;

  // Those of `invocation`, which owns them.
  static Sockets& Of(worker::Invocation& invocation);

  // `number`: what JavaScript calls it.
  void Add(uint32_t number, std::unique_ptr<http::WebSocket> socket);
  // Gives one away from which nothing was received yet. Null: there is none.
  std::unique_ptr<http::WebSocket> Take(uint32_t number);
  // What comes next; one that is outstanding is rejected.
  void Receive(uint32_t number, Event done);
  void Send(uint32_t number, http::WebSocketMessage message);
  // Says when no more than 64 KiB of what was sent so far wait. One that is outstanding is
  // rejected.
  void WhenWritten(uint32_t number, Written done);
  void Close(uint32_t number, std::optional<uint16_t> code, std::string_view reason);

 private:
  struct Socket {
    std::unique_ptr<http::WebSocket> socket;
    std::deque<std::string> events;
    size_t octets = 0;  // of events
    std::optional<Event> waiting;
    bool watched = false;
    double sent = 0;  // octets of payload
    std::optional<Written> when_written;
  };

  // Has it tell what comes.
  void Watch(uint32_t number, Socket& socket);

  void OnEvent(uint32_t number, std::string event);
  void OnDrained(uint32_t number);
  Socket* Find(uint32_t number);

  absl::flat_hash_map<uint32_t, std::unique_ptr<Socket>> sockets_;
};

}  // namespace bindings::fetch
