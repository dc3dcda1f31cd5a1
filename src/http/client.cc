#include "src/http/client.h"

#include <deque>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "src/base/weak.h"
#include "src/http/client_connection.h"
#include "src/loop/timer.h"
#include "src/net/tcp_byte_stream.h"
#include "src/net/tls_stream.h"

namespace http {
namespace {

// How often deadlines are checked; each is kept to about this.
constexpr int64_t kSweepMillis = 500;

}  // namespace

class Client::Impl final : private ClientConnection::Owner {
 public:
  Impl(loop::Loop& loop, ClientOptions options)
      : loop_(loop),
        options_(std::move(options)),
        resolver_(
            options_.lookup ? options_.lookup(loop) : net::NewSystemLookup(loop),
            [this] { return loop_.NowMillis(); }, options_.resolver),
        trust_(options_.trust != nullptr ? options_.trust : std::make_shared<net::TrustStore>()),
        sweep_(loop) {}

  std::unique_ptr<ClientCall> Fetch(ClientRequest request, Callback done) {
    const uint64_t number = ++last_number_;
    auto call = std::make_unique<Call>();
    call->key = absl::StrCat(request.partition, "\n", request.head.scheme, "://", request.host, ":",
                             request.port);
    call->request = std::move(request);
    call->done = std::move(done);
    calls_.emplace(number, std::move(call));
    // The caller has the handle before anything can come of the call.
    auto handle = std::make_unique<Handle>(weak_.Get(), number);
    Dispatch(number, true);
    return handle;
  }

  size_t connections() const { return connections_.size(); }
  size_t idle_connections() const { return idle_count_; }

 private:
  // A request without its response's head.
  struct Call {
    std::string key;
    ClientRequest request;
    Callback done;
    // While there is no connection: one of the two.
    std::unique_ptr<net::Connector> connector;
    std::unique_ptr<net::Stream> handshake;  // of TLS
    std::unique_ptr<loop::Timer> handshake_timer;
    ClientConnection* connection = nullptr;
  };

  class Handle final : public ClientCall {
   public:
    Handle(base::Weak<Impl> client, uint64_t number)
        : client_(std::move(client)), number_(number) {}
    ~Handle() override {
      if (client_) client_->Cancel(number_);
    }

   private:
    const base::Weak<Impl> client_;
    const uint64_t number_;
  };

  Call* Find(uint64_t number) {
    auto it = calls_.find(number);
    return it == calls_.end() ? nullptr : it->second.get();
  }

  // Finds a connection for the call, or makes one, or has it wait. `reuse`: whether one may do that
  // was used before.
  void Dispatch(uint64_t number, bool reuse) {
    Call& call = *Find(number);
    if (ClientConnection* idle = reuse ? TakeIdle(call.key) : nullptr) return Send(number, *idle);
    if (connections_.size() + connecting_ >= options_.max_connections && !DropAnIdleOne()) {
      waiting_.push_back(number);
      return;
    }
    Connect(number);
  }

  void Connect(uint64_t number) {
    Call& call = *Find(number);
    ++connecting_;
    call.connector = std::make_unique<net::Connector>(
        loop_, resolver_, options_.policy, options_.connect, call.request.host, call.request.port,
        [this, number](absl::StatusOr<std::unique_ptr<loop::TcpStream>> tcp) {
          OnConnected(number, std::move(tcp));
        });
    call.connector->Start();
  }

  void OnConnected(uint64_t number, absl::StatusOr<std::unique_ptr<loop::TcpStream>> tcp) {
    Call& call = *Find(number);
    const std::unique_ptr<net::Connector> connector = std::move(call.connector);
    if (!tcp.ok()) {
      --connecting_;
      return Finish(number, tcp.status());
    }
    std::unique_ptr<net::Stream> stream = net::NewTcpByteStream(loop_, *std::move(tcp));
    if (call.request.head.scheme == "https") return StartTls(number, std::move(stream));
    --connecting_;
    AddConnection(number, std::move(stream));
  }

  absl::Status OpenTls() {
    if (tls_ != nullptr) return absl::OkStatus();
    absl::StatusOr<std::unique_ptr<net::TlsContext>> tls =
        net::TlsContext::New(*trust_, {"http/1.1"});
    if (tls.ok()) tls_ = *std::move(tls);
    return tls.status();
  }

  void StartTls(uint64_t number, std::unique_ptr<net::Stream> stream) {
    if (absl::Status status = OpenTls(); !status.ok()) {
      --connecting_;
      return Finish(number, status);
    }
    Call& call = *Find(number);
    call.handshake =
        net::NewTlsClientStream(loop_, *tls_, std::move(stream), call.request.host, call.key,
                                [this, number](absl::StatusOr<net::TlsConnected> connected) {
                                  OnHandshake(number, connected.status());
                                });
    call.handshake_timer = std::make_unique<loop::Timer>(loop_);
    call.handshake_timer->Start(options_.handshake_millis, [this, number] {
      OnHandshake(number, absl::DeadlineExceededError(absl::StrCat(
                              "the TLS handshake with ", Find(number)->request.host,
                              " took longer than ", options_.handshake_millis, " ms")));
    });
  }

  void OnHandshake(uint64_t number, const absl::Status& status) {
    Call& call = *Find(number);
    std::unique_ptr<net::Stream> stream = std::move(call.handshake);
    call.handshake_timer = nullptr;
    --connecting_;
    if (!status.ok()) return Finish(number, status);
    AddConnection(number, std::move(stream));
  }

  void AddConnection(uint64_t number, std::unique_ptr<net::Stream> stream) {
    auto connection =
        std::make_unique<ClientConnection>(static_cast<ClientConnection::Owner&>(*this), loop_,
                                           options_, Find(number)->key, std::move(stream));
    ClientConnection& made = *connection;
    connections_.emplace(&made, std::move(connection));
    if (!sweep_.active()) StartSweep();
    Send(number, made);
  }

  void Send(uint64_t number, ClientConnection& connection) {
    Call& call = *Find(number);
    call.connection = &connection;
    connection.Begin(call.request.head, std::move(call.request.body),
                     [this, number](absl::StatusOr<ClientResponse> response, bool again) {
                       OnHead(number, std::move(response), again);
                     });
  }

  void OnHead(uint64_t number, absl::StatusOr<ClientResponse> response, bool again) {
    Find(number)->connection = nullptr;
    if (again) return Dispatch(number, false);
    Finish(number, std::move(response));
  }

  void Finish(uint64_t number, absl::StatusOr<ClientResponse> response) {
    auto it = calls_.find(number);
    Callback done = std::move(it->second->done);
    calls_.erase(it);
    ServeWaiting();
    done(std::move(response));
  }

  void Cancel(uint64_t number) {
    auto it = calls_.find(number);
    if (it == calls_.end()) return;
    const std::unique_ptr<Call> call = std::move(it->second);
    calls_.erase(it);
    const bool connecting = call->connector != nullptr || call->handshake != nullptr;
    if (connecting) --connecting_;
    if (!connecting && call->connection == nullptr) std::erase(waiting_, number);
    if (call->connection != nullptr) call->connection->Cancel();
    ServeWaiting();
  }

  bool HasRoom() const {
    return connections_.size() + connecting_ < options_.max_connections || idle_count_ > 0;
  }

  // In a moment: whoever has made room is in the middle of something.
  void ServeWaiting() {
    if (waiting_.empty() || !HasRoom() || std::exchange(serving_, true)) return;
    loop_.Post([weak = weak_.Get()] {
      if (!weak) return;
      weak->serving_ = false;
      while (!weak->waiting_.empty() && weak->HasRoom()) {
        const uint64_t next = weak->waiting_.front();
        weak->waiting_.pop_front();
        weak->Dispatch(next, true);
        if (!weak) return;
      }
    });
  }

  // The connection to `key` that was used last, if there is one that is as it was left.
  ClientConnection* TakeIdle(const std::string& key) {
    auto it = idle_.find(key);
    if (it == idle_.end()) return nullptr;
    ClientConnection* found = nullptr;
    std::vector<ClientConnection*> stale;
    while (found == nullptr && !it->second.empty()) {
      ClientConnection* last = it->second.back();
      it->second.pop_back();
      --idle_count_;
      last->Quiet() ? found = last : (stale.push_back(last), nullptr);
    }
    if (it->second.empty()) idle_.erase(it);
    for (ClientConnection* connection : stale) connection->Cancel();
    return found;
  }

  bool DropAnIdleOne() {
    if (idle_.empty()) return false;
    idle_.begin()->second.front()->Cancel();
    return true;
  }

  // ClientConnection::Owner
  void OnReusable(ClientConnection* connection) override {
    if (idle_count_ >= options_.max_idle) return connection->Cancel();
    idle_[connection->key()].push_back(connection);
    ++idle_count_;
    ServeWaiting();
  }

  void OnUseless(ClientConnection* connection) override {
    if (auto idle = idle_.find(connection->key()); idle != idle_.end()) {
      idle_count_ -= std::erase(idle->second, connection);
      if (idle->second.empty()) idle_.erase(idle);
    }
    auto it = connections_.find(connection);
    // It is in the middle of a call.
    loop_.Post([gone = std::move(it->second)] {});
    connections_.erase(it);
    ServeWaiting();
  }

  void StartSweep() {
    sweep_.Start(kSweepMillis, [this] {
      const int64_t now = loop_.NowMillis();
      std::vector<ClientConnection*> all;
      for (const auto& [connection, owned] : connections_) all.push_back(connection);
      for (ClientConnection* connection : all) {
        if (connections_.contains(connection)) connection->CheckDeadlines(now);
      }
      if (!connections_.empty()) StartSweep();
    });
  }

  loop::Loop& loop_;
  const ClientOptions options_;
  net::HostResolver resolver_;
  const std::shared_ptr<net::TrustStore> trust_;
  std::unique_ptr<net::TlsContext> tls_;  // null: nobody has wanted it; outlives the connections
  uint64_t last_number_ = 0;
  absl::flat_hash_map<uint64_t, std::unique_ptr<Call>> calls_;
  std::deque<uint64_t> waiting_;  // calls for which there is no room
  bool serving_ = false;          // those that wait are about to be looked at
  size_t connecting_ = 0;
  absl::flat_hash_map<ClientConnection*, std::unique_ptr<ClientConnection>> connections_;
  absl::flat_hash_map<std::string, std::vector<ClientConnection*>> idle_;  // by key
  size_t idle_count_ = 0;
  loop::Timer sweep_;
  base::WeakOwner<Impl> weak_{this};
};

Client::Client(loop::Loop& loop, ClientOptions options)
    : impl_(std::make_unique<Impl>(loop, std::move(options))) {}

Client::~Client() = default;

std::unique_ptr<ClientCall> Client::Fetch(ClientRequest request, Callback done) {
  return impl_->Fetch(std::move(request), std::move(done));
}

size_t Client::connections() const { return impl_->connections(); }
size_t Client::idle_connections() const { return impl_->idle_connections(); }

}  // namespace http
