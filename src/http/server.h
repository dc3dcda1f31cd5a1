#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "src/http/responder.h"
#include "src/loop/descriptor.h"
#include "src/loop/loop.h"

namespace http {

struct ServerOptions {
  size_t max_header_bytes = size_t{128} << 10;  // of a request's head; above: 431
  size_t max_header_fields = 1000;              // above: 431
  size_t max_target_bytes = size_t{16} << 10;   // above: 414
  uint64_t max_body_bytes = 100'000'000;        // above: 413
  int64_t head_timeout_millis = 10'000;         // from a head's first octet to its last; then 408
  int64_t idle_timeout_millis = 60'000;  // without an octet between requests, or within a body
  int64_t write_stall_millis = 30'000;   // for a client that takes nothing; then it is reset

  // Of WebSockets.
  size_t max_websocket_message_bytes = size_t{1} << 20;   // that a client sends; above: 1009
  size_t max_websocket_backlog_bytes = size_t{16} << 20;  // that wait for a client that is slow
  int64_t websocket_close_millis = 5'000;                 // for the client's close frame
  // Without an octet, until the client is asked with a ping whether it is there; and from there
  // until it is given up.
  int64_t websocket_ping_millis = 30'000;
};

// An HTTP/1.1 server (RFC 9110, RFC 9112). Bound to the loop's thread.
//
// Malformed requests are answered by the server itself and never reach the handler: 400, 405, 408,
// 413, 414, 431, 501, 505, and the connection is closed. On each connection one request at a time
// is given to the handler. A request that is answered with a WebSocket (ResponseSink::Upgrade)
// takes its connection with it.
class Server {
 public:
  using Handler = absl::AnyInvocable<void(Request&&, Responder&&)>;

  // `loop` is borrowed. The handler is called from rounds of the loop; it may answer at once.
  Server(loop::Loop& loop, ServerOptions options, Handler handler);
  // Closes every connection, whatever is under way.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Listens on a literal IP address and a port, 0 for any free one. May be called several times.
  // kAlreadyExists when the port is taken; messages name the address and the port.
  absl::Status Listen(const std::string& address, uint16_t port, bool reuse_port);
  // Accepts connections of a listening socket that other processes have, too.
  void Adopt(loop::Descriptor socket);
  // The port of the first listener; 0 when there is none.
  uint16_t port() const;

  // Stops listening, closes idle connections, lets the answers that are under way finish and
  // closes their connections, and WebSockets with 1001; then calls `done`, perhaps at once.
  // `idle_millis`: for how long connections without a request may still bring one, whose answer
  // then says that it is the last; for clients who find another process on the same port at once.
  // 0: nobody listens any more, and what waits to be accepted is accepted first.
  void Drain(absl::AnyInvocable<void()> done, int64_t idle_millis = 0);

  // Connections that are open, WebSockets among them.
  size_t connections() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace http
