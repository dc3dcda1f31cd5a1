#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "src/http/body.h"
#include "src/http/message.h"
#include "src/http/websocket.h"
#include "src/loop/loop.h"
#include "src/net/connector.h"
#include "src/net/host_resolver.h"
#include "src/net/outbound_policy.h"

namespace net {
class TrustStore;
}

namespace http {

struct ClientOptions {
  net::OutboundPolicy policy;
  net::ConnectorOptions connect;
  net::HostResolverOptions resolver;
  size_t max_head_bytes = size_t{128} << 10;  // of a response
  size_t max_header_fields = 1'000;
  int64_t first_byte_millis = 60'000;  // from the request's last octet to the response's head
  int64_t idle_millis = 60'000;        // without an octet within a body that somebody reads
  int64_t keep_idle_millis = 15'000;   // a connection that nobody uses
  size_t max_idle = 256;               // connections that nobody uses
  size_t max_connections = 1'024;      // requests beyond wait
  // Whom https: servers are trusted by; null: by this machine's own certificates.
  std::shared_ptr<net::TrustStore> trust;
  int64_t handshake_millis = 10'000;  // of TLS
  bool http2 = true;                  // is offered to https: servers
  // Who is asked for addresses; null: the machine's own resolver.
  std::function<std::unique_ptr<net::HostLookup>(loop::Loop&)> lookup;
};

// A request to somebody else's server.
struct ClientRequest {
  // Requests share connections with those of the same partition alone.
  std::string partition;
  std::string host;  // a name in lower case or an address
  uint16_t port = 80;
  // `headers` as the caller wants them: those that belong to the connection (RFC 9110, section
  // 7.6.1), Host and what frames the body are left out and written by the client.
  RequestHead head;
  Body body;  // null: none
  // Asks for a WebSocket (RFC 6455, section 4.1), with a GET and no body: over HTTP/1.1. What the
  // handshake needs is written by the client.
  bool websocket = false;
};

struct ClientResponse {
  ResponseHead head;
  Body body;                             // null: none
  std::unique_ptr<WebSocket> websocket;  // of a response with the status 101, which has no other
};

// A request under way. Destroying it gives up, unless the response's head has come.
class ClientCall {
 public:
  virtual ~ClientCall() = default;
};

// Reads `url`, the serialisation of a URL record (URL Standard, section 4.5) without credentials,
// into scheme, host, port, authority and target. kInvalidArgument when it is no http: or https:
// URL.
absl::Status SetUrl(std::string_view url, ClientRequest* request);

// An HTTP client (RFC 9110): connections to servers, which are used again. https: servers that
// choose it in the TLS handshake are spoken to in HTTP/2 (RFC 9113), all others in HTTP/1.1 (RFC
// 9112). Bound to the loop's thread.
//
// A request that meets the end of a connection that was used before is sent again on a new one if
// it is idempotent and has no body (RFC 9110, section 9.2.2); so is any that an HTTP/2 server says
// it has not looked at (RFC 9113, section 8.7), if its body is still there.
class Client {
 public:
  // The response once its head has come; what breaks its body off is told by the body. Or why there
  // is none: kPermissionDenied (the policy), kNotFound (no such host), kDeadlineExceeded,
  // kUnauthenticated (its certificate is not trusted), kUnavailable (no connection, or it broke),
  // kInvalidArgument (what came is no response), or what the request's own body broke off with.
  // Messages are one line and name what was found.
  using Callback = absl::AnyInvocable<void(absl::StatusOr<ClientResponse>)>;

  // `loop` is borrowed.
  Client(loop::Loop& loop, ClientOptions options);
  // Closes every connection; bodies break off, callbacks that are outstanding are dropped.
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Calls `done` once, from a later round of the loop, or from this call.
  std::unique_ptr<ClientCall> Fetch(ClientRequest request, Callback done);

  // Connections that are open, and those of them, of HTTP/1.1, that nobody uses.
  size_t connections() const;
  size_t idle_connections() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace http
