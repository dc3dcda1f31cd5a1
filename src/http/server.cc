#include "src/http/server.h"

#include <ctime>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "src/base/weak.h"
#include "src/http/server_connection.h"
#include "src/http/websocket_connection.h"
#include "src/loop/before_wait.h"
#include "src/loop/tcp.h"
#include "src/loop/timer.h"

namespace http {
namespace {

// How often deadlines are checked; each is kept to about this.
constexpr int64_t kSweepMillis = 500;

// How many rounds of the loop a connection may still begin with a request while draining.
constexpr int kDrainRounds = 2;

// The value of Date (RFC 9110, section 6.6.1), written anew once a second.
class DateField {
 public:
  std::string_view Now() {
    const time_t now = std::time(nullptr);
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

class Server::Impl final : private ServerConnection::Owner, private WebSocketConnection::Owner {
 public:
  Impl(loop::Loop& loop, ServerOptions options, Handler handler)
      : loop_(loop),
        options_(options),
        handler_(std::move(handler)),
        sweep_(loop),
        before_wait_(loop, [this] { CallWaiting(); }) {}

  ~Impl() {
    for (ServerConnection* connection : connections_) connection->Orphan();
    for (WebSocketConnection* websocket : websockets_) websocket->Orphan();
  }

  absl::Status Listen(const std::string& address, uint16_t port, bool reuse_port) {
    auto listener = loop::TcpListener::Listen(
        loop_, address, port, reuse_port,
        [this](std::unique_ptr<loop::TcpStream> stream) { Accept(std::move(stream)); });
    if (!listener.ok()) return listener.status();
    listeners_.push_back(*std::move(listener));
    return absl::OkStatus();
  }

  void Adopt(loop::Descriptor socket) {
    if (draining_) return;
    listeners_.push_back(loop::TcpListener::Adopt(
        loop_, std::move(socket),
        [this](std::unique_ptr<loop::TcpStream> stream) { Accept(std::move(stream)); }));
  }

  uint16_t port() const { return listeners_.empty() ? 0 : listeners_.front()->port(); }
  size_t connections() const { return connections_.size() + websockets_.size(); }

  void Drain(absl::AnyInvocable<void()> done, int64_t idle_millis) {
    if (idle_millis == 0) {
      for (const auto& listener : listeners_) listener->AcceptWaiting();
    }
    listeners_.clear();
    draining_ = true;
    if (connections() == 0) return done();
    on_drained_ = std::move(done);
    for (ServerConnection* connection : connections_) connection->AnnounceClose(idle_millis);
    for (WebSocketConnection* websocket : websockets_) websocket->Drain();
    if (idle_millis == 0) CloseIdleAfter(kDrainRounds);
  }

 private:
  // ServerConnection::Owner and WebSocketConnection::Owner
  const ServerOptions& options() const override { return options_; }
  void Handle(Request&& request, Responder&& responder) override {
    handler_(std::move(request), std::move(responder));
  }
  std::string_view Date() override { return date_.Now(); }
  void CallBeforeWait(base::Weak<ServerConnection> connection) override {
    waiting_.push_back(std::move(connection));
    before_wait_.Schedule();
  }
  void OnClosed(ServerConnection* connection) override {
    connections_.erase(connection);
    OnOneLess();
  }
  WebSocketConnection::Owner& websockets() override { return *this; }
  void OnUpgraded(WebSocketConnection* websocket) override {
    websockets_.insert(websocket);
    if (draining_) websocket->Drain();
  }

  // WebSocketConnection::Owner; its options() are above.
  void CallBeforeWait(base::Weak<WebSocketConnection> websocket) override {
    waiting_websockets_.push_back(std::move(websocket));
    before_wait_.Schedule();
  }
  void OnClosed(WebSocketConnection* websocket) override {
    websockets_.erase(websocket);
    OnOneLess();
  }

  void OnOneLess() {
    if (connections() > 0) return;
    sweep_.Stop();
    if (on_drained_) std::exchange(on_drained_, nullptr)();
  }

  void Accept(std::unique_ptr<loop::TcpStream> stream) {
    auto* connection = new ServerConnection(*this, loop_, std::move(stream));
    connections_.insert(connection);
    if (!sweep_.active()) StartSweep();
    connection->Start();
  }

  void CallWaiting() {
    std::vector<base::Weak<ServerConnection>> waiting;
    waiting.swap(waiting_);
    for (const base::Weak<ServerConnection>& connection : waiting) {
      if (connection) connection->OnBeforeWait();
    }
    waiting.clear();
    // Its memory is used again.
    if (waiting_.empty()) waiting_.swap(waiting);
    for (const auto& websocket : std::exchange(waiting_websockets_, {})) {
      if (websocket) websocket->OnBeforeWait();
    }
  }

  // Requests that have come in by then are answered.
  void CloseIdleAfter(int rounds) {
    loop_.Post([weak = weak_.Get(), rounds] {
      if (!weak) return;
      if (rounds > 1) return weak->CloseIdleAfter(rounds - 1);
      for (ServerConnection* connection : weak->connections_) connection->CloseIfIdle();
    });
  }

  void StartSweep() {
    sweep_.Start(kSweepMillis, [this] {
      const int64_t now = loop_.NowMillis();
      for (ServerConnection* connection : connections_) connection->CheckDeadlines(now);
      for (WebSocketConnection* websocket : websockets_) websocket->CheckDeadlines(now);
      if (connections() > 0) StartSweep();
    });
  }

  loop::Loop& loop_;
  const ServerOptions options_;
  Handler handler_;
  DateField date_;
  std::vector<std::unique_ptr<loop::TcpListener>> listeners_;
  absl::flat_hash_set<ServerConnection*> connections_;    // delete themselves when closed
  absl::flat_hash_set<WebSocketConnection*> websockets_;  // these too
  bool draining_ = false;
  absl::AnyInvocable<void()> on_drained_;
  loop::Timer sweep_;
  loop::BeforeWait before_wait_;
  std::vector<base::Weak<ServerConnection>> waiting_;  // for before_wait_
  std::vector<base::Weak<WebSocketConnection>> waiting_websockets_;
  base::WeakOwner<Impl> weak_{this};
};

Server::Server(loop::Loop& loop, ServerOptions options, Handler handler)
    : impl_(std::make_unique<Impl>(loop, options, std::move(handler))) {}

Server::~Server() = default;

absl::Status Server::Listen(const std::string& address, uint16_t port, bool reuse_port) {
  return impl_->Listen(address, port, reuse_port);
}

uint16_t Server::port() const { return impl_->port(); }
void Server::Adopt(loop::Descriptor socket) { impl_->Adopt(std::move(socket)); }
void Server::Drain(absl::AnyInvocable<void()> done, int64_t idle_millis) {
  impl_->Drain(std::move(done), idle_millis);
}
size_t Server::connections() const { return impl_->connections(); }

}  // namespace http
