#include "src/http/server.h"

#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "src/http/server_connection.h"
#include "src/loop/tcp.h"
#include "src/loop/timer.h"

namespace http {
namespace {

// How often deadlines are checked; each is kept to about this.
constexpr int64_t kSweepMillis = 500;

// The value of Date (RFC 9110, section 6.6.1), written anew once a second.
class DateField {
 public:
  std::string_view Now() {
    const time_t now = time(nullptr);
    if (now != second_) {
      second_ = now;
      text_ = absl::FormatTime("%a, %d %b %E4Y %H:%M:%S GMT", absl::FromTimeT(now),
                               absl::UTCTimeZone());
    }
    return text_;
  }

 private:
  time_t second_ = -1;
  std::string text_;
};

}  // namespace

class Server::Impl {
 public:
  Impl(loop::Loop& loop, ServerOptions options, Handler handler)
      : loop_(loop),
        options_(options),
        handler_(std::move(handler)),
        context_{loop,
                 options_,
                 handler_,
                 [this] { return date_.Now(); },
                 [this](ServerConnection* connection) { OnClosed(connection); },
                 {}},
        sweep_(loop) {}

  ~Impl() {
    listeners_.clear();
    for (ServerConnection* connection : connections_) connection->Orphan();
  }

  absl::Status Listen(const std::string& address, uint16_t port, bool reuse_port) {
    auto listener = loop::TcpListener::Listen(
        loop_, address, port, reuse_port,
        [this](std::unique_ptr<loop::TcpStream> stream) { Accept(std::move(stream)); });
    if (!listener.ok()) return listener.status();
    listeners_.push_back(*std::move(listener));
    return absl::OkStatus();
  }

  uint16_t port() const { return listeners_.empty() ? 0 : listeners_.front()->port(); }
  size_t connections() const { return connections_.size(); }

  void Drain(absl::AnyInvocable<void()> done) {
    listeners_.clear();
    const std::vector<ServerConnection*> open(connections_.begin(), connections_.end());
    for (ServerConnection* connection : open) connection->CloseWhenIdle();
    if (connections_.empty()) return done();
    on_drained_ = std::move(done);
  }

 private:
  void Accept(std::unique_ptr<loop::TcpStream> stream) {
    auto* connection = new ServerConnection(context_, std::move(stream));
    connections_.insert(connection);
    if (!sweep_.active()) StartSweep();
    connection->Start();
  }

  void OnClosed(ServerConnection* connection) {
    connections_.erase(connection);
    if (!connections_.empty()) return;
    sweep_.Stop();
    if (on_drained_) std::exchange(on_drained_, nullptr)();
  }

  void StartSweep() {
    sweep_.Start(kSweepMillis, [this] {
      const int64_t now = loop_.NowMillis();
      for (ServerConnection* connection : connections_) connection->CheckDeadlines(now);
      if (!connections_.empty()) StartSweep();
    });
  }

  loop::Loop& loop_;
  const ServerOptions options_;
  Handler handler_;
  DateField date_;
  ServerConnection::Context context_;
  std::vector<std::unique_ptr<loop::TcpListener>> listeners_;
  absl::flat_hash_set<ServerConnection*> connections_;  // delete themselves when closed
  absl::AnyInvocable<void()> on_drained_;
  loop::Timer sweep_;
};

Server::Server(loop::Loop& loop, ServerOptions options, Handler handler)
    : impl_(std::make_unique<Impl>(loop, options, std::move(handler))) {}

Server::~Server() = default;

absl::Status Server::Listen(const std::string& address, uint16_t port, bool reuse_port) {
  return impl_->Listen(address, port, reuse_port);
}

uint16_t Server::port() const { return impl_->port(); }
void Server::Drain(absl::AnyInvocable<void()> done) { impl_->Drain(std::move(done)); }
size_t Server::connections() const { return impl_->connections(); }

}  // namespace http
