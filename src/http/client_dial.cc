#include "src/http/client_dial.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "src/net/tcp_byte_stream.h"

namespace http {

ClientDial::ClientDial(loop::Loop& loop, net::HostResolver& resolver, const ClientOptions& options,
                       net::TlsContext* tls, std::string host, uint16_t port, std::string server,
                       Callback done)
    : loop_(loop),
      handshake_millis_(options.handshake_millis),
      tls_(tls),
      host_(std::move(host)),
      server_(std::move(server)),
      done_(std::move(done)),
      connector_(loop, resolver, options.policy, options.connect, host_, port,
                 [this](absl::StatusOr<std::unique_ptr<loop::TcpStream>> tcp) {
                   OnConnected(std::move(tcp));
                 }),
      timer_(loop) {}

void ClientDial::OnConnected(absl::StatusOr<std::unique_ptr<loop::TcpStream>> tcp) {
  if (!tcp.ok()) return std::exchange(done_, nullptr)(tcp.status());
  std::unique_ptr<net::Stream> stream = net::NewTcpByteStream(loop_, *std::move(tcp));
  if (tls_ == nullptr) return std::exchange(done_, nullptr)(Connected{std::move(stream), ""});
  handshake_ = net::NewTlsClientStream(
      loop_, *tls_, std::move(stream), host_, server_,
      [this](absl::StatusOr<net::TlsConnected> connected) { OnHandshake(std::move(connected)); });
  timer_.Start(handshake_millis_, [this] {
    OnHandshake(absl::DeadlineExceededError(absl::StrCat(
        "the TLS handshake with ", host_, " took longer than ", handshake_millis_, " ms")));
  });
}

void ClientDial::OnHandshake(absl::StatusOr<net::TlsConnected> connected) {
  timer_.Stop();
  std::unique_ptr<net::Stream> stream = std::move(handshake_);
  Callback done = std::exchange(done_, nullptr);
  if (!connected.ok()) return done(connected.status());
  done(Connected{std::move(stream), std::move(connected->alpn)});
}

}  // namespace http
