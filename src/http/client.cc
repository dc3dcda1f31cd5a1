#include "src/http/client.h"

#include <algorithm>
#include <deque>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "src/base/weak.h"
#include "src/http/client_connection.h"
#include "src/http/client_dial.h"
#include "src/http/http2_client_connection.h"
#include "src/http/websocket_client_handshake.h"
#include "src/loop/timer.h"

namespace http {
namespace {

// How often deadlines are checked; each is kept to about this.
constexpr int64_t kSweepMillis = 500;
// How often a request is sent at most.
constexpr int kMaxAttempts = 3;
// Servers of which it is remembered that they do not choose HTTP/2.
constexpr size_t kMaxKnownServers = 10'000;

}  // namespace

class Client::Impl final : private ClientConnection::Owner, private Http2ClientConnection::Owner {
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
    call->http1 = request.head.scheme != "https" || !options_.http2 || request.websocket;
    if (request.websocket) {
      call->websocket_key = NewWebSocketKey();
      OpenWebSocket(call->websocket_key, &request.head);
    }
    call->request = std::move(request);
    call->done = std::move(done);
    calls_.emplace(number, std::move(call));
    // The caller has the handle before anything can come of the call.
    auto handle = std::make_unique<Handle>(weak_.Get(), number);
    Dispatch(number, true);
    return handle;
  }

  size_t connections() const { return connections_.size() + http2_.size(); }
  size_t idle_connections() const { return idle_count_; }

 private:
  // A request without its response's head. It waits for room, or for a dial, or for a connection.
  struct Call {
    std::string key;
    ClientRequest request;
    Callback done;
    bool http1 = false;         // nothing else will do
    std::string websocket_key;  // empty: none is asked for
    int attempts = 0;
    uint64_t dial = 0;
    ClientConnection* connection = nullptr;
    Http2ClientConnection* http2 = nullptr;
    int32_t stream = 0;  // of http2
  };

  // A connection in the making. One that may speak HTTP/2 is waited for by all that want it.
  struct Dial {
    std::string key;
    bool shared = false;
    std::unique_ptr<ClientDial> dial;
    std::vector<uint64_t> calls;
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
    if (reuse) {
      Http2ClientConnection* http2 = call.http1 ? nullptr : FindHttp2(call.key);
      if (http2 != nullptr) return SendHttp2(number, *http2);
      if (ClientConnection* idle = TakeIdle(call.key)) return Send(number, *idle);
    }
    const bool shared = !call.http1 && !http1_servers_.contains(call.key);
    if (shared && HasUnsettled(call.key)) {
      waiting_.push_back(number);
      return;
    }
    if (auto it = shared_dials_.find(call.key); shared && it != shared_dials_.end()) {
      call.dial = it->second;
      dials_.at(call.dial).calls.push_back(number);
      return;
    }
    if (connections() + dials_.size() >= options_.max_connections && !DropAnIdleOne()) {
      waiting_.push_back(number);
      return;
    }
    StartDial(number, shared);
  }

  void StartDial(uint64_t number, bool shared) {
    Call& call = *Find(number);
    net::TlsContext* tls = nullptr;
    if (call.request.head.scheme == "https") {
      absl::StatusOr<net::TlsContext*> opened = OpenTls(call.http1);
      if (!opened.ok()) return Finish(number, opened.status());
      tls = *opened;
    }
    const uint64_t id = call.dial = ++last_dial_;
    Dial& dial = dials_[id];
    dial.key = call.key;
    dial.shared = shared;
    dial.calls.push_back(number);
    if (shared) shared_dials_[call.key] = id;
    dial.dial = std::make_unique<ClientDial>(
        loop_, resolver_, options_, tls, call.request.host, call.request.port, call.key,
        [this, id](absl::StatusOr<ClientDial::Connected> connected) {
          OnDialed(id, std::move(connected));
        });
    dial.dial->Start();
  }

  // Each offers what it is for: HTTP/1.1 alone, or HTTP/2 too.
  absl::StatusOr<net::TlsContext*> OpenTls(bool http1) {
    std::unique_ptr<net::TlsContext>& tls = http1 ? http1_tls_ : tls_;
    if (tls != nullptr) return tls.get();
    const std::vector<std::string> http1_alpn = {"http/1.1"};
    const std::vector<std::string> alpn = {"h2", "http/1.1"};
    absl::StatusOr<std::unique_ptr<net::TlsContext>> made =
        net::TlsContext::New(*trust_, http1 ? http1_alpn : alpn);
    if (!made.ok()) return made.status();
    tls = *std::move(made);
    return tls.get();
  }

  Dial TakeDial(uint64_t id) {
    auto it = dials_.find(id);
    Dial dial = std::move(it->second);
    dials_.erase(it);
    if (dial.shared) shared_dials_.erase(dial.key);
    for (uint64_t number : dial.calls) Find(number)->dial = 0;
    return dial;
  }

  void OnDialed(uint64_t id, absl::StatusOr<ClientDial::Connected> connected) {
    // Everybody has left it, in this round of the loop; it is in the middle of a call.
    if (!dials_.contains(id)) return loop_.Post([gone = std::move(connected)] {});
    Dial dial = TakeDial(id);
    // It is in the middle of a call.
    const std::unique_ptr<ClientDial> made = std::move(dial.dial);
    const base::Weak<Impl> weak = weak_.Get();
    if (!connected.ok()) {
      for (uint64_t number : dial.calls) {
        if (Find(number) != nullptr) Finish(number, connected.status());
        if (!weak) return;
      }
      return;
    }
    if (connected->alpn == "h2") {
      AddHttp2(dial.key, std::move(connected->stream));
      for (uint64_t number : dial.calls) {
        if (Find(number) != nullptr) Dispatch(number, true);
        if (!weak) return;
      }
      return;
    }
    if (dial.shared) {
      if (http1_servers_.size() >= kMaxKnownServers) http1_servers_.clear();
      http1_servers_.insert(dial.key);
    }
    ClientConnection& connection = AddConnection(dial.key, std::move(connected->stream));
    Send(dial.calls.front(), connection);
    for (size_t i = 1; weak && i < dial.calls.size(); ++i) {
      if (Find(dial.calls[i]) != nullptr) Dispatch(dial.calls[i], true);
    }
  }

  ClientConnection& AddConnection(const std::string& key, std::unique_ptr<net::Stream> stream) {
    auto connection = std::make_unique<ClientConnection>(
        static_cast<ClientConnection::Owner&>(*this), loop_, options_, key, std::move(stream));
    ClientConnection& made = *connection;
    connections_.emplace(&made, std::move(connection));
    if (!sweep_.active()) StartSweep();
    return made;
  }

  void AddHttp2(const std::string& key, std::unique_ptr<net::Stream> stream) {
    auto connection = std::make_unique<Http2ClientConnection>(
        static_cast<Http2ClientConnection::Owner&>(*this), loop_, options_, key, std::move(stream));
    Http2ClientConnection* made = connection.get();
    http2_.emplace(made, std::move(connection));
    http2_by_key_[key].push_back(made);
    if (!sweep_.active()) StartSweep();
  }

  void Send(uint64_t number, ClientConnection& connection) {
    Call& call = *Find(number);
    ++call.attempts;
    call.connection = &connection;
    connection.Begin(call.request.head, std::move(call.request.body), call.websocket_key,
                     [this, number](absl::StatusOr<ClientResponse> response, ClientRetry retry) {
                       OnHead(number, std::move(response), std::move(retry));
                     });
  }

  void SendHttp2(uint64_t number, Http2ClientConnection& connection) {
    Call& call = *Find(number);
    ++call.attempts;
    const absl::StatusOr<int32_t> stream = connection.Begin(
        call.request.head, std::move(call.request.body),
        [this, number](absl::StatusOr<ClientResponse> response, ClientRetry retry) {
          OnHead(number, std::move(response), std::move(retry));
        });
    if (!stream.ok()) return Finish(number, stream.status());
    call.http2 = &connection;
    call.stream = *stream;
  }

  void OnHead(uint64_t number, absl::StatusOr<ClientResponse> response, ClientRetry retry) {
    Call& call = *Find(number);
    call.connection = nullptr;
    call.http2 = nullptr;
    if (retry.how == ClientRetry::How::kNot || call.attempts >= kMaxAttempts) {
      return Finish(number, std::move(response));
    }
    if (retry.how == ClientRetry::How::kHttp1) call.http1 = true;
    call.request.body = std::move(retry.body);
    Dispatch(number, false);
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
    if (call->dial != 0) {
      LeaveDial(call->dial, number);
    } else if (call->connection != nullptr) {
      call->connection->Cancel();
    } else if (call->http2 != nullptr) {
      call->http2->Cancel(call->stream);
    } else {
      std::erase(waiting_, number);
    }
    ServeWaiting();
  }

  void LeaveDial(uint64_t id, uint64_t number) {
    std::vector<uint64_t>& calls = dials_.at(id).calls;
    std::erase(calls, number);
    // It may be in the middle of a call.
    if (calls.empty()) loop_.Post([gone = TakeDial(id).dial] {});
  }

  // Whether a connection may be made.
  bool HasRoom() const {
    return connections() + dials_.size() < options_.max_connections || idle_count_ > 0;
  }

  // In a moment: whoever has made room is in the middle of something.
  void ServeWaiting() {
    if (waiting_.empty() || (!HasRoom() && http2_.empty())) return;
    if (std::exchange(serving_, true)) return;
    loop_.Post([weak = weak_.Get()] {
      if (!weak) return;
      weak->serving_ = false;
      for (uint64_t next : std::exchange(weak->waiting_, {})) {
        if (weak->Find(next) != nullptr) weak->Dispatch(next, true);
        if (!weak) return;
      }
    });
  }

  Http2ClientConnection* FindHttp2(const std::string& key) {
    auto it = http2_by_key_.find(key);
    if (it == http2_by_key_.end()) return nullptr;
    for (Http2ClientConnection* connection : it->second) {
      if (connection->HasRoom()) return connection;
    }
    return nullptr;
  }

  // Whether there is a connection that may soon take more requests.
  bool HasUnsettled(const std::string& key) const {
    auto it = http2_by_key_.find(key);
    if (it == http2_by_key_.end()) return false;
    return std::any_of(it->second.begin(), it->second.end(),
                       [](const Http2ClientConnection* one) { return !one->settled(); });
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
    if (!idle_.empty()) {
      idle_.begin()->second.front()->Cancel();
      return true;
    }
    for (const auto& [connection, owned] : http2_) {
      if (!connection->idle()) continue;
      connection->Close();
      return true;
    }
    return false;
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

  // Http2ClientConnection::Owner
  void OnRoom(Http2ClientConnection*) override { ServeWaiting(); }

  void OnDraining(Http2ClientConnection* connection) override {
    auto it = http2_by_key_.find(connection->key());
    if (it == http2_by_key_.end()) return;
    std::erase(it->second, connection);
    if (it->second.empty()) http2_by_key_.erase(it);
    ServeWaiting();
  }

  void OnUseless(Http2ClientConnection* connection) override {
    OnDraining(connection);
    auto it = http2_.find(connection);
    loop_.Post([gone = std::move(it->second)] {});
    http2_.erase(it);
    ServeWaiting();
  }

  template <class Connections>
  static void CheckDeadlines(const Connections& connections, int64_t now_millis) {
    std::vector<typename Connections::key_type> all;
    for (const auto& [connection, owned] : connections) all.push_back(connection);
    for (auto* connection : all) {
      if (connections.contains(connection)) connection->CheckDeadlines(now_millis);
    }
  }

  void StartSweep() {
    sweep_.Start(kSweepMillis, [this] {
      CheckDeadlines(connections_, loop_.NowMillis());
      CheckDeadlines(http2_, loop_.NowMillis());
      if (connections() > 0) StartSweep();
    });
  }

  loop::Loop& loop_;
  const ClientOptions options_;
  net::HostResolver resolver_;
  const std::shared_ptr<net::TrustStore> trust_;
  // Null: nobody has wanted it. They outlive the connections.
  std::unique_ptr<net::TlsContext> tls_;
  std::unique_ptr<net::TlsContext> http1_tls_;
  uint64_t last_number_ = 0;
  uint64_t last_dial_ = 0;
  absl::flat_hash_map<uint64_t, std::unique_ptr<Call>> calls_;
  std::deque<uint64_t> waiting_;  // calls for which there is no room yet
  bool serving_ = false;          // those that wait are about to be looked at
  absl::flat_hash_map<uint64_t, Dial> dials_;
  absl::flat_hash_map<std::string, uint64_t> shared_dials_;  // by key
  absl::flat_hash_set<std::string> http1_servers_;           // keys of those that chose HTTP/1.1
  absl::flat_hash_map<ClientConnection*, std::unique_ptr<ClientConnection>> connections_;
  absl::flat_hash_map<std::string, std::vector<ClientConnection*>> idle_;  // by key
  size_t idle_count_ = 0;
  absl::flat_hash_map<Http2ClientConnection*, std::unique_ptr<Http2ClientConnection>> http2_;
  // Those that take requests, by key.
  absl::flat_hash_map<std::string, std::vector<Http2ClientConnection*>> http2_by_key_;
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
