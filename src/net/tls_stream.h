#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "src/loop/loop.h"
#include "src/net/stream.h"
#include "src/net/tls_context.h"

namespace net {

// What became of a handshake.
struct TlsConnected {
  std::string alpn;  // the protocol that the server has chosen; empty: none
  bool resumed = false;
};

// Begins a TLS connection (RFC 8446) as a client over `inner`, to the server called `host`, a name
// or an address, whose certificate must be for it. `server` tells servers apart whose sessions may
// be resumed. The references are borrowed; the context outlives the stream.
//
// `done` is called once, from a round of the loop, and may destroy the stream: before, nothing can
// be read or written. kUnauthenticated: the certificate is not to be trusted, and why;
// kUnavailable: the handshake failed otherwise.
std::unique_ptr<Stream> NewTlsClientStream(
    loop::Loop& loop, TlsContext& context, std::unique_ptr<Stream> inner, const std::string& host,
    const std::string& server, absl::AnyInvocable<void(absl::StatusOr<TlsConnected>)> done);

// The context's callback for sessions.
int KeepTlsSession(SSL* ssl, SSL_SESSION* session);

}  // namespace net
