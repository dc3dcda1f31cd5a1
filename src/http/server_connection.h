#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "src/base/bytes.h"
#include "src/base/weak.h"
#include "src/http/body_pipe.h"
#include "src/http/request_parser.h"
#include "src/http/responder.h"
#include "src/http/response_encoder.h"
#include "src/http/server.h"
#include "src/http/socket_writer.h"
#include "src/http/websocket_connection.h"
#include "src/http/websocket_handshake.h"
#include "src/loop/tcp.h"

namespace http {

// One client's connection, with at most one request under way. Bound to the loop's thread; it
// lives until its socket is closed, or a WebSocket's, and then deletes itself.
class ServerConnection final : private loop::TcpStream::Listener, private BodyPipe::Filler {
 public:
  // What connections share. It may go before they are closed, and then calls Orphan.
  class Owner {
   public:
    virtual const ServerOptions& options() const = 0;
    virtual void Handle(Request&& request, Responder&& responder) = 0;
    // The value of Date. Valid until the next call.
    virtual std::string_view Date() = 0;
    // Whom WebSockets belong to.
    virtual WebSocketConnection::Owner& websockets() = 0;
    virtual void OnUpgraded(WebSocketConnection* websocket) = 0;
    // Calls OnBeforeWait in a moment, before the loop waits for I/O again.
    virtual void CallBeforeWait(base::Weak<ServerConnection> connection) = 0;
    // The last that is heard of `connection`.
    virtual void OnClosed(ServerConnection* connection) = 0;

   protected:
    ~Owner() = default;
  };

  ServerConnection(Owner& owner, loop::Loop& loop, std::unique_ptr<loop::TcpStream> stream);

  // Begins to read.
  void Start();
  // From now on each response is the last one. `idle_millis`: for how long the client may bring
  // another request; above 0 a response that is under way may be followed by one more.
  void AnnounceClose(int64_t idle_millis);
  // Closes unless a request is under way, or has been read.
  void CloseIfIdle();
  // Closes at once; the owner is not used any more.
  void Orphan();
  // Does what has been put off: writes, and turns to the next request.
  void OnBeforeWait();
  // To be called now and then: acts on what has taken too long.
  void CheckDeadlines(int64_t now_millis);

  // What a sink does for request `number`; nothing when that request is over.
  void Send(uint64_t number, const ResponseHead& head, base::Bytes body);
  void StartResponse(uint64_t number, const ResponseHead& head, std::optional<uint64_t> length);
  void Write(uint64_t number, base::Bytes piece, absl::AnyInvocable<void(absl::Status)> ready);
  Upgraded Upgrade(uint64_t number, const ResponseHead& head);
  void End(uint64_t number);
  void Abort(uint64_t number);
  void OnDisconnect(uint64_t number, absl::AnyInvocable<void()> callback);
  void SinkDropped(uint64_t number);

 private:
  enum class Response { kNone, kStarted, kDone };
  // kFlushing: what is to be written goes out, then the connection closes. kLingering: it is closed
  // for writing, and what still comes is thrown away, so that the client sees the answer and not a
  // reset (RFC 9112, section 9.6). kUpgraded: the socket is a WebSocket's.
  enum class Phase { kOpen, kFlushing, kLingering, kClosing, kUpgraded };

  // A request from its head to the end of its response and of its body.
  struct Exchange {
    uint64_t number = 0;
    AnsweredRequest request;
    std::optional<WebSocketHandshake> handshake;
    Response response = Response::kNone;
    ResponseFraming framing;
    uint64_t left_to_write = 0;      // of a body with a length
    std::shared_ptr<BodyPipe> body;  // null: none
    bool body_complete = true;
    bool expects_continue = false;  // and has neither been told to continue nor done so
    uint64_t discarded = 0;         // octets of a body that nobody wants
    absl::AnyInvocable<void(absl::Status)> ready;
    absl::AnyInvocable<void()> on_disconnect;
  };

  ~ServerConnection() override = default;

  // loop::TcpStream::Listener
  std::span<char> OnAllocate() override;
  void OnRead(size_t size) override;
  void OnEnd() override;
  void OnError(const absl::Status& status) override;
  void OnWritten() override;
  void OnClosed() override;

  // BodyPipe::Filler
  void OnBodyWanted() override;
  void OnBodyDropped() override;

  bool open() const { return phase_ == Phase::kOpen; }
  // Whether what the client sends is wanted to the end of the request's body.
  bool BodyIncomplete() const { return exchange_ && !exchange_->body_complete && !parser_done_; }
  size_t backlog_size() const { return backlog_.size() - backlog_at_; }

  // Input (server_connection_input.cc).
  void Process();
  void FinishInput();
  void ProcessBacklog();
  bool CanParse() const;
  void ParseStep();
  void BeginExchange();
  void Dispatch();
  void TakeBody();
  void PushBody(const std::vector<std::string_view>& pieces, size_t size);
  void OnBodyComplete();
  void DeliverBody();
  void Refuse(const Refusal& refusal);
  void UpdateReading();
  void NotifyDisconnect();

  // Output (server_connection_output.cc).
  Exchange* Find(uint64_t number, Response response);
  void EncodeHead(const ResponseHead& head, std::optional<uint64_t> length);
  void WritePiece(uint64_t number, base::Bytes piece);
  void WriteRefusal(const Refusal& refusal);
  bool Flush();
  void FlushSoon();
  void CallBeforeWait();
  void FinishResponse();
  void FinishExchange();

  // Endings (server_connection.cc).
  static absl::Status ConnectionEnds();
  bool WaitsTooLong(int64_t now_millis) const;
  void DropExchange(const absl::Status& status);
  void CloseGracefully(bool linger, const absl::Status& status);
  void GoOnClosing();
  void CloseNow(bool reset, const absl::Status& status);
  void Close(bool reset);

  Owner* owner_;  // null when orphaned
  loop::Loop& loop_;
  std::unique_ptr<loop::TcpStream> stream_;  // null when upgraded
  SocketWriter writer_;
  RequestParser parser_;
  const loop::Endpoint peer_;

  Phase phase_ = Phase::kOpen;
  bool linger_ = false;  // after flushing
  bool last_response_ = false;
  int64_t idle_millis_ = 0;  // once the last response is announced; 0: idle_timeout_millis
  bool peer_ended_ = false;
  bool parser_done_ = false;   // nothing more is parsed
  bool undispatched_ = false;  // the handler has not been given the request yet
  bool processing_ = false;
  bool before_wait_called_for_ = false;
  uint64_t last_number_ = 0;
  std::optional<Exchange> exchange_;

  // What is being parsed, while processing; and what was read and could not be parsed yet: the
  // octets of `backlog_` from `backlog_at_` on.
  std::string_view input_;
  std::string backlog_;
  size_t backlog_at_ = 0;
  // The buffer that OnAllocate gave last; it has an owner when bodies may keep it.
  std::span<char> buffer_;
  std::shared_ptr<char[]> buffer_owner_;

  int64_t last_active_millis_;
  int64_t head_began_millis_ = -1;  // -1: not within a head
  int64_t linger_until_millis_ = 0;
  uint64_t lingered_ = 0;

  base::WeakOwner<ServerConnection> weak_{this};
};

}  // namespace http
