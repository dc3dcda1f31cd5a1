#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "src/http/client.h"
#include "src/loop/loop.h"
#include "src/loop/timer.h"
#include "src/net/connector.h"
#include "src/net/host_resolver.h"
#include "src/net/stream.h"
#include "src/net/tls_context.h"
#include "src/net/tls_stream.h"

namespace http {

// A connection to a server in the making: TCP, and TLS above it. Destroying it gives up. Bound to
// the loop's thread.
class ClientDial {
 public:
  struct Connected {
    std::unique_ptr<net::Stream> stream;
    std::string alpn;  // the protocol that the server has chosen (RFC 7301); empty: none
  };
  using Callback = absl::AnyInvocable<void(absl::StatusOr<Connected>)>;

  // The references are borrowed. `tls`: null for a connection in the clear; outlives the stream.
  // `server` tells servers apart whose TLS sessions may be resumed. Calls `done` once, from a round
  // of the loop or from Start; it may destroy the dial.
  ClientDial(loop::Loop& loop, net::HostResolver& resolver, const ClientOptions& options,
             net::TlsContext* tls, std::string host, uint16_t port, std::string server,
             Callback done);

  void Start() { connector_.Start(); }

 private:
  void OnConnected(absl::StatusOr<std::unique_ptr<loop::TcpStream>> tcp);
  void OnHandshake(absl::StatusOr<net::TlsConnected> connected);

  loop::Loop& loop_;
  const int64_t handshake_millis_;
  net::TlsContext* const tls_;
  const std::string host_;
  const std::string server_;
  Callback done_;
  net::Connector connector_;
  std::unique_ptr<net::Stream> handshake_;
  loop::Timer timer_;  // of the handshake
};

}  // namespace http
