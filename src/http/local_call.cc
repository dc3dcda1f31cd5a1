#include "src/http/local_call.h"

#include <cstddef>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "src/http/body_pipe.h"
#include "src/http/local_websocket.h"
#include "src/http/websocket_client_handshake.h"
#include "src/http/websocket_handshake.h"
#include "src/http/whole_body.h"

namespace http {
namespace {

// Octets of a response's body that may wait for its reader; above, the writer has to wait.
constexpr size_t kMaxBuffered = size_t{64} << 10;

// What both ends know. The sink lives as long as the service wants; the call as long as the caller.
struct Exchange {
  Client::Callback done;  // null: the head has come, or nobody waits for it
  absl::AnyInvocable<void()> on_disconnect;
  bool caller_gone = false;

  void Answer(absl::StatusOr<ClientResponse> response) {
    if (done != nullptr) std::exchange(done, nullptr)(std::move(response));
  }
  void CallerGoes() {
    if (std::exchange(caller_gone, true)) return;
    done = nullptr;
    if (on_disconnect != nullptr) std::exchange(on_disconnect, nullptr)();
  }
};

class LocalSink final : public ResponseSink, private BodyPipe::Filler {
 public:
  // `websocket`: whether the request asks for one.
  LocalSink(std::shared_ptr<Exchange> exchange, bool websocket)
      : exchange_(std::move(exchange)), websocket_(websocket) {}
  ~LocalSink() override {
    exchange_->on_disconnect = nullptr;
    if (pipe_ != nullptr) {
      Break();
    } else if (!answered_) {
      ResponseHead head;
      head.status = 500;
      head.headers.Add("content-type", "text/plain;charset=UTF-8");
      Send(std::move(head), base::Bytes::Static("Internal Server Error\n"));
    }
  }

  void Send(ResponseHead head, base::Bytes body) override {
    answered_ = true;
    exchange_->on_disconnect = nullptr;
    Body source;
    if (!body.empty()) source = std::make_unique<WholeBody>(std::move(body));
    exchange_->Answer(ClientResponse{std::move(head), std::move(source), nullptr});
  }

  void Start(ResponseHead head, std::optional<uint64_t> length) override {
    answered_ = true;
    pipe_ = std::make_shared<BodyPipe>(length, static_cast<BodyPipe::Filler*>(this));
    exchange_->Answer(
        ClientResponse{std::move(head), std::make_unique<BodyPipeSource>(pipe_), nullptr});
  }

  void Write(base::Bytes piece, absl::AnyInvocable<void(absl::Status)> ready) override {
    const std::shared_ptr<BodyPipe> pipe = pipe_;
    if (!pipe->dropped()) pipe->Push(std::move(piece));
    pipe->Deliver();
    if (pipe->dropped()) return ready(Gone());
    if (pipe->buffered() < kMaxBuffered) return ready(absl::OkStatus());
    ready_ = std::move(ready);
  }

  void End() override {
    const std::shared_ptr<BodyPipe> pipe = LetGo();
    pipe->Finish();
    pipe->Deliver();
  }

  void Abort() override {
    if (pipe_ != nullptr) return Break();
    answered_ = true;
    exchange_->Answer(absl::UnavailableError("the response broke off"));
  }

  Upgraded Upgrade(ResponseHead head) override {
    if (!websocket_) {
      const Refusal refusal = {426, "this is a WebSocket; expected Upgrade: websocket"};
      Send(RefuseWebSocket(refusal), base::Bytes());
      return {nullptr, refusal.status, refusal.message};
    }
    answered_ = true;
    exchange_->on_disconnect = nullptr;
    auto [service, caller] = NewLocalWebSockets();
    head.status = 101;
    exchange_->Answer(ClientResponse{std::move(head), nullptr, std::move(caller)});
    return {std::move(service), 101, ""};
  }

  void OnDisconnect(absl::AnyInvocable<void()> callback) override {
    exchange_->on_disconnect = std::move(callback);
  }

 private:
  static absl::Status Gone() { return absl::AbortedError("the caller takes no more of the body"); }

  // BodyPipe::Filler
  void OnBodyWanted() override {
    if (ready_ != nullptr && pipe_->buffered() < kMaxBuffered) {
      std::exchange(ready_, nullptr)(absl::OkStatus());
    }
  }
  void OnBodyDropped() override {
    const std::shared_ptr<Exchange> exchange = exchange_;
    // It may destroy this.
    if (ready_ != nullptr) std::exchange(ready_, nullptr)(Gone());
    exchange->CallerGoes();
  }

  // The body is over for whoever writes it.
  std::shared_ptr<BodyPipe> LetGo() {
    ready_ = nullptr;
    exchange_->on_disconnect = nullptr;
    pipe_->Detach();
    return std::exchange(pipe_, nullptr);
  }
  void Break() {
    const std::shared_ptr<BodyPipe> pipe = LetGo();
    pipe->Fail(absl::UnavailableError("the response's body broke off"));
    pipe->Deliver();
  }

  const std::shared_ptr<Exchange> exchange_;
  const bool websocket_;
  bool answered_ = false;
  std::shared_ptr<BodyPipe> pipe_;  // of a body that is not over
  absl::AnyInvocable<void(absl::Status)> ready_;
};

class LocalCall final : public ClientCall {
 public:
  explicit LocalCall(std::shared_ptr<Exchange> exchange) : exchange_(std::move(exchange)) {}
  ~LocalCall() override {
    // Once the head has come, the body says who goes.
    if (exchange_->done != nullptr) exchange_->CallerGoes();
  }

 private:
  const std::shared_ptr<Exchange> exchange_;
};

}  // namespace

std::unique_ptr<ClientCall> CallLocally(Request request, Client::Callback done,
                                        absl::FunctionRef<void(Request&&, Responder&&)> service) {
  auto exchange = std::make_shared<Exchange>();
  exchange->done = std::move(done);
  auto call = std::make_unique<LocalCall>(exchange);
  const bool websocket = request.head.method == "GET" && AsksForWebSocket(request.head);
  service(std::move(request),
          Responder(std::make_unique<LocalSink>(std::move(exchange), websocket)));
  return call;
}

}  // namespace http
