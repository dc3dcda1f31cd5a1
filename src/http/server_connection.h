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
#include "src/http/request_body.h"
#include "src/http/request_parser.h"
#include "src/http/responder.h"
#include "src/http/response_encoder.h"
#include "src/http/server.h"
#include "src/http/socket_writer.h"
#include "src/loop/tcp.h"

namespace http {

// One client's connection, with at most one request under way. Bound to the loop's thread; it
// lives until its socket is closed, and then deletes itself.
class ServerConnection : public loop::TcpStream::Listener {
 public:
  // What connections share with their server. The server outlives what it names, or calls Orphan.
  struct Context {
    loop::Loop& loop;
    const ServerOptions& options;
    Server::Handler& handler;
    absl::AnyInvocable<std::string_view()> date;  // the value of Date
    absl::AnyInvocable<void(ServerConnection*)> on_closed;
    std::string scratch;  // for heads, within one call
  };

  ServerConnection(Context& context, std::unique_ptr<loop::TcpStream> stream);
  ~ServerConnection() override;

  // Begins to read.
  void Start();
  // Closes as soon as the request under way, if any, is answered.
  void CloseWhenIdle();
  // The server is going: closes at once and calls nobody any more.
  void Orphan();
  // Called now and then: acts on what has taken too long.
  void CheckDeadlines(int64_t now_millis);

  // What a sink does for request `number`; nothing when that is over.
  void Send(uint64_t number, ResponseHead head, base::Bytes body);
  void StartResponse(uint64_t number, ResponseHead head, std::optional<uint64_t> length);
  void Write(uint64_t number, base::Bytes piece, absl::AnyInvocable<void(absl::Status)> ready);
  void End(uint64_t number);
  void Abort(uint64_t number);
  void OnDisconnect(uint64_t number, absl::AnyInvocable<void()> callback);
  void SinkDropped(uint64_t number);

  // loop::TcpStream::Listener
  std::span<char> OnAllocate() override;
  void OnRead(size_t size) override;
  void OnEnd() override;
  void OnError(const absl::Status& status) override;
  void OnWritten() override;
  void OnClosed() override;

 private:
  enum class Response { kNone, kStarted, kDone };
  // kFlushing: what is written goes out, then the connection closes. kLingering: it is closed for
  // writing, and what still comes is thrown away, so that the client sees the answer and not a
  // reset (RFC 9112, section 9.6).
  enum class Phase { kOpen, kFlushing, kLingering, kClosing };

  // A request from its head to the end of its response and of its body.
  struct Exchange {
    uint64_t number = 0;
    AnsweredRequest request;
    Response response = Response::kNone;
    ResponseFraming framing;
    uint64_t left_to_write = 0;         // of a body with a length
    std::shared_ptr<RequestBody> body;  // null: none
    bool body_complete = true;
    bool expects_continue = false;  // and 100 has not been sent
    uint64_t discarded = 0;         // octets of a body that nobody wants
    absl::AnyInvocable<void(absl::Status)> ready;
    absl::AnyInvocable<void()> on_disconnect;
  };

  bool open() const { return phase_ == Phase::kOpen; }
  // The request under way if it is `number` and its response is `response`.
  Exchange* Find(uint64_t number, Response response);

  // Input.
  void Process(std::string_view& rest);
  void ProcessBacklog();
  bool CanParse() const;
  void ParseStep(std::string_view& rest);
  void BeginExchange();
  void TakeBody();
  void OnBodyComplete();
  void Dispatch();
  void DeliverBody();
  void OnBodyWanted();
  void OnBodyDropped();
  void UpdateReading();

  // Output.
  void Refuse(const RequestParser::Error& error);
  void WriteError(const RequestParser::Error& error);
  void EncodeHead(Exchange& exchange, const ResponseHead& head, std::optional<uint64_t> length);
  void Emit(std::string_view before, base::Bytes body, std::string_view after);
  void FinishResponse();
  void FinishExchange();
  void NotifyDisconnect();
  // Ends the request under way: whoever reads or writes is told `status`.
  void DropExchange(const absl::Status& status);
  void Break(const absl::Status& status);
  void CloseGracefully(bool linger);
  void Close(bool reset);

  Context* context_;  // null when orphaned
  loop::Loop& loop_;
  std::unique_ptr<loop::TcpStream> stream_;
  SocketWriter writer_;
  RequestParser parser_;
  const loop::Endpoint peer_;

  Phase phase_ = Phase::kOpen;
  bool linger_ = false;  // after flushing
  bool processing_ = false;
  bool close_when_idle_ = false;
  bool peer_ended_ = false;
  bool parser_done_ = false;   // no request may follow
  bool after_head_ = false;    // the parser has more to say without more octets
  bool undispatched_ = false;  // the handler has not been given the request yet
  uint64_t last_number_ = 0;
  std::optional<Exchange> exchange_;

  // Octets that are read and not parsed: those of `backlog_` from `backlog_at_` on.
  std::string backlog_;
  size_t backlog_at_ = 0;
  // The buffer that OnAllocate gave last; it has an owner when a body may keep it.
  std::span<char> buffer_;
  std::shared_ptr<char[]> buffer_owner_;

  int64_t last_active_millis_;
  int64_t head_began_millis_ = -1;  // -1: not within a head
  int64_t linger_until_millis_ = 0;
  uint64_t lingered_ = 0;

  base::WeakOwner<ServerConnection> weak_{this};
};

}  // namespace http
