#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/http/server_connection.h"

namespace http {
namespace {

// A body of which this much is to come is not read to the end for the sake of the connection.
constexpr uint64_t kMaxUnwanted = uint64_t{256} << 10;

// Octets that may wait for what follows them.
constexpr size_t kMaxPutOff = size_t{8} << 10;

absl::Status ClientHasGone() { return absl::AbortedError("the client has gone"); }

ResponseHead PlainText(int status) {
  ResponseHead head;
  head.status = status;
  head.headers.Add("Content-Type", "text/plain;charset=UTF-8");
  return head;
}

}  // namespace

// The request under way if it is `number` and its response is that far.
ServerConnection::Exchange* ServerConnection::Find(uint64_t number, Response response) {
  const bool found =
      open() && exchange_ && exchange_->number == number && exchange_->response == response;
  return found ? &*exchange_ : nullptr;
}

// Whether the connection is still open afterwards.
bool ServerConnection::Flush() {
  if (!open()) return false;
  if (absl::Status status = writer_.Flush(); !status.ok()) CloseNow(true, status);
  return open();
}

// What is small waits for what follows it in this round.
void ServerConnection::FlushSoon() {
  if (writer_.pending() > kMaxPutOff) {
    Flush();
  } else if (!writer_.corked() && !writer_.blocked()) {
    CallBeforeWait();
  }
}

void ServerConnection::CallBeforeWait() {
  if (!std::exchange(before_wait_called_for_, true)) owner_->CallBeforeWait(weak_.Get());
}

void ServerConnection::OnBeforeWait() {
  before_wait_called_for_ = false;
  if (phase_ == Phase::kUpgraded) {
    owner_->OnClosed(this);
    delete this;
    return;
  }
  if (Flush() && !exchange_ && backlog_size() > 0) ProcessBacklog();
}

void ServerConnection::EncodeHead(const ResponseHead& head, std::optional<uint64_t> length) {
  AnsweredRequest& request = exchange_->request;
  if (exchange_->expects_continue) {
    // Whether a client that was not told to go on sends its body nobody knows: the next request
    // could not be told from it.
    request.keep_alive = false;
    parser_done_ = true;
  }
  if (BodyIncomplete() && exchange_->body->dropped() &&
      exchange_->body->length().value_or(0) > kMaxUnwanted) {
    request.keep_alive = false;
  }
  exchange_->framing = FrameResponse(head, length, request);
  if (exchange_->framing.body == ResponseFraming::Body::kUntilClose) request.keep_alive = false;
  exchange_->left_to_write = exchange_->framing.length.value_or(0);
  EncodeResponseHead(head, exchange_->framing, request, owner_->Date(), &writer_.text());
  exchange_->response = Response::kStarted;
}

void ServerConnection::Send(uint64_t number, const ResponseHead& head, base::Bytes body) {
  if (Find(number, Response::kNone) == nullptr) return;
  EncodeHead(head, body.size());
  if (exchange_->framing.body != ResponseFraming::Body::kNone) writer_.Append(std::move(body));
  if (Flush()) FinishResponse();
}

void ServerConnection::StartResponse(uint64_t number, const ResponseHead& head,
                                     std::optional<uint64_t> length) {
  if (Find(number, Response::kNone) == nullptr) return;
  EncodeHead(head, length);
  FlushSoon();
}

void ServerConnection::Write(uint64_t number, base::Bytes piece,
                             absl::AnyInvocable<void(absl::Status)> ready) {
  if (Find(number, Response::kStarted) == nullptr) return ready(ClientHasGone());
  using Body = ResponseFraming::Body;
  const ResponseFraming framing = exchange_->framing;
  if (framing.body == Body::kLength && piece.size() > exchange_->left_to_write) {
    // What is beyond the length would be taken for another response.
    Abort(number);
    return ready(absl::OutOfRangeError("the body is longer than its Content-Length"));
  }
  if (framing.body != Body::kNone && !piece.empty()) WritePiece(number, std::move(piece));
  if (Find(number, Response::kStarted) == nullptr) return ready(ClientHasGone());
  if (!writer_.blocked()) return ready(absl::OkStatus());
  exchange_->ready = std::move(ready);
}

void ServerConnection::WritePiece(uint64_t number, base::Bytes piece) {
  const bool chunked = exchange_->framing.body == ResponseFraming::Body::kChunked;
  exchange_->left_to_write -= std::min<uint64_t>(exchange_->left_to_write, piece.size());
  if (chunked) absl::StrAppend(&writer_.text(), absl::Hex(piece.size()), "\r\n");
  writer_.Append(std::move(piece));
  if (chunked) writer_.text().append("\r\n", 2);
  FlushSoon();
}

Upgraded ServerConnection::Upgrade(uint64_t number, const ResponseHead& head) {
  if (Find(number, Response::kNone) == nullptr) return {nullptr, 0, "the client has gone"};
  if (!exchange_->handshake || exchange_->handshake->refusal) {
    const Refusal refusal = exchange_->handshake
                                ? *exchange_->handshake->refusal
                                : Refusal{426, "this is a WebSocket; expected Upgrade: websocket"};
    Send(number, RefuseWebSocket(refusal),
         base::Bytes(absl::StrCat(refusal.status, " ", ReasonPhrase(refusal.status), ": ",
                                  refusal.message, "\n")));
    return {nullptr, refusal.status, refusal.message};
  }
  if (peer_ended_) {
    CloseNow(true, ClientHasGone());
    return {nullptr, 0, "the client has gone"};
  }
  EncodeHead(AcceptWebSocket(*exchange_->handshake, head), std::nullopt);
  const std::string early(processing_ ? input_ : std::string_view(backlog_).substr(backlog_at_));
  input_ = {};
  exchange_.reset();
  phase_ = Phase::kUpgraded;
  auto* websocket = new WebSocketConnection(owner_->websockets(), loop_, std::move(stream_),
                                            std::move(writer_), early);
  owner_->OnUpgraded(websocket);
  // Whoever called may be in one of our functions.
  CallBeforeWait();
  return {websocket->Handle(), 101, ""};
}

void ServerConnection::End(uint64_t number) {
  if (Find(number, Response::kStarted) == nullptr) return;
  using Body = ResponseFraming::Body;
  if (exchange_->framing.body == Body::kLength && exchange_->left_to_write > 0) {
    return Abort(number);
  }
  if (exchange_->framing.body == Body::kChunked) writer_.text().append("0\r\n\r\n");
  if (Flush()) FinishResponse();
}

void ServerConnection::Abort(uint64_t number) {
  if (Find(number, Response::kNone) != nullptr) return SinkDropped(number);
  if (Find(number, Response::kStarted) == nullptr) return;
  exchange_->on_disconnect = nullptr;
  const absl::Status status = absl::AbortedError("the response was aborted");
  // A body that lasts until the connection closes is told from a part of it by a reset only.
  if (exchange_->framing.body == ResponseFraming::Body::kUntilClose) return CloseNow(true, status);
  CloseGracefully(true, status);
}

void ServerConnection::OnDisconnect(uint64_t number, absl::AnyInvocable<void()> callback) {
  if (!open() || !exchange_ || exchange_->number != number) return;
  if (exchange_->response == Response::kDone) return;
  if (peer_ended_) return callback();
  exchange_->on_disconnect = std::move(callback);
}

void ServerConnection::SinkDropped(uint64_t number) {
  if (Find(number, Response::kStarted) != nullptr) return Abort(number);
  Send(number, PlainText(500), base::Bytes::Static("500 Internal Server Error\n"));
}

void ServerConnection::WriteRefusal(const Refusal& refusal) {
  AnsweredRequest request;
  if (exchange_) request = exchange_->request;
  request.keep_alive = false;
  const std::string body =
      absl::StrCat(refusal.status, " ", ReasonPhrase(refusal.status), ": ", refusal.message, "\n");
  const ResponseHead head = PlainText(refusal.status);
  const ResponseFraming framing = FrameResponse(head, body.size(), request);
  EncodeResponseHead(head, framing, request, owner_->Date(), &writer_.text());
  if (framing.body != ResponseFraming::Body::kNone) writer_.text().append(body);
  Flush();
}

void ServerConnection::FinishResponse() {
  exchange_->response = Response::kDone;
  exchange_->ready = nullptr;
  exchange_->on_disconnect = nullptr;
  if (exchange_->body_complete) return FinishExchange();
  // The rest of the body is read for whoever reads it still, or for the next request's sake.
  const bool read_on =
      BodyIncomplete() && (exchange_->request.keep_alive || !exchange_->body->dropped());
  if (read_on) return UpdateReading();
  CloseGracefully(true, ConnectionEnds());
}

void ServerConnection::FinishExchange() {
  const bool keep_alive = exchange_->request.keep_alive;
  // A client that did not ask for the end may be sending another request.
  const bool linger = !parser_done_ || !input_.empty() || backlog_size() > 0;
  if (exchange_->body != nullptr) exchange_->body->Detach();
  exchange_.reset();
  last_active_millis_ = loop_.NowMillis();
  if (!keep_alive) return CloseGracefully(linger, ConnectionEnds());
  if (processing_) return;
  // Not now, for the caller is no round of the loop.
  if (backlog_size() > 0) return CallBeforeWait();
  if (peer_ended_) return CloseGracefully(false, ConnectionEnds());
  UpdateReading();
}

}  // namespace http
