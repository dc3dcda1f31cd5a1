#include <algorithm>
#include <utility>

#include "src/http/connection_sink.h"
#include "src/http/server_connection.h"

namespace http {
namespace {

// Octets of a body that wait for their reader; above, the client has to wait.
constexpr size_t kMaxBuffered = size_t{256} << 10;
// Octets of the next requests that are read ahead.
constexpr size_t kMaxBacklog = size_t{64} << 10;
// Octets of a body that nobody wants which are read for the sake of the connection.
constexpr uint64_t kMaxDiscarded = uint64_t{256} << 10;
// What a large body is read into. It is kept, and not copied, if that many octets of it are used.
constexpr size_t kBodyBuffer = size_t{64} << 10;
constexpr size_t kMinKept = kBodyBuffer / 2;
constexpr size_t kMaxKeptPieces = 8;
constexpr uint64_t kMaxLingered = uint64_t{1} << 20;

absl::Status BodyStatus(const Refusal& refusal) {
  switch (refusal.status) {
    case 408:
      return absl::AbortedError(refusal.message);
    case 413:
    case 431:
      return absl::ResourceExhaustedError(refusal.message);
    default:
      return absl::InvalidArgumentError(refusal.message);
  }
}

}  // namespace

std::span<char> ServerConnection::OnAllocate() {
  const bool large_body = BodyIncomplete() && exchange_->body != nullptr &&
                          !exchange_->body->dropped() &&
                          exchange_->body->length().value_or(kBodyBuffer) >= kBodyBuffer;
  if (!large_body) {
    buffer_owner_.reset();
    return buffer_ = loop_.read_buffer();
  }
  // Used again unless a body has kept it.
  if (buffer_owner_ == nullptr || buffer_owner_.use_count() > 1) {
    buffer_owner_.reset(new char[kBodyBuffer]);
  }
  return buffer_ = {buffer_owner_.get(), kBodyBuffer};
}

void ServerConnection::OnRead(size_t size) {
  last_active_millis_ = loop_.NowMillis();
  if (phase_ == Phase::kLingering) {
    lingered_ += size;
    if (lingered_ > kMaxLingered) Close(false);
    return;
  }
  if (!open()) return;
  const std::string_view data(buffer_.data(), size);
  if (backlog_size() > 0) {
    backlog_.erase(0, std::exchange(backlog_at_, 0));
    backlog_.append(data);
    return ProcessBacklog();
  }
  input_ = data;
  Process();
  backlog_.assign(input_);
  UpdateReading();
}

void ServerConnection::OnEnd() {
  peer_ended_ = true;
  if (phase_ == Phase::kLingering) return Close(false);
  if (!open()) return;
  // What is in the backlog is answered first.
  if (backlog_size() > 0) return NotifyDisconnect();
  input_ = {};
  Process();
  // Whether the client has gone or only sends no more cannot be told: it gets its answer, and
  // whoever makes that answer is told.
  NotifyDisconnect();
}

void ServerConnection::ProcessBacklog() {
  if (processing_) return;
  input_ = std::string_view(backlog_).substr(backlog_at_);
  Process();
  backlog_at_ = backlog_.size() - input_.size();
  if (input_.empty()) {
    backlog_.clear();
    backlog_at_ = 0;
    if (backlog_.capacity() > kMaxBacklog) backlog_.shrink_to_fit();
  }
  UpdateReading();
}

bool ServerConnection::CanParse() const {
  if (!open() || parser_done_ || input_.empty()) return false;
  // A client that does not take its answers gets no more of them.
  return exchange_ ? !exchange_->body_complete : !writer_.blocked();
}

// Parses `input_` and hands out the requests in it, as far as it goes now.
void ServerConnection::Process() {
  processing_ = true;
  writer_.Cork();
  do {
    while (CanParse()) ParseStep();
    // Only now, so that what is at hand of a body has been checked before a handler sees it.
    if (undispatched_) Dispatch();
    DeliverBody();
  } while (CanParse());
  processing_ = false;
  if (absl::Status status = writer_.Uncork(); !status.ok()) CloseNow(true, status);
  if (peer_ended_) FinishInput();
  GoOnClosing();
}

// After the client's last octet has been read.
void ServerConnection::FinishInput() {
  if (!open()) return;
  if (BodyIncomplete()) {
    CloseNow(false, absl::AbortedError("the client went away within the request's body"));
  } else if (!exchange_ && !(writer_.blocked() && !input_.empty())) {
    CloseGracefully(false, ConnectionEnds());
  }
}

void ServerConnection::ParseStep() {
  size_t consumed = 0;
  const RequestParser::Event event = parser_.Feed(input_, &consumed);
  TakeBody();
  input_.remove_prefix(consumed);
  switch (event) {
    case RequestParser::Event::kNeedMore:
      if (parser_.in_head() && head_began_millis_ < 0) head_began_millis_ = last_active_millis_;
      break;
    case RequestParser::Event::kHead:
      BeginExchange();
      break;
    case RequestParser::Event::kEnd:
      OnBodyComplete();
      break;
    case RequestParser::Event::kRefused:
      Refuse(parser_.refusal());
      break;
  }
}

void ServerConnection::BeginExchange() {
  const RequestParser::Framing& framing = parser_.framing();
  head_began_millis_ = -1;
  undispatched_ = true;
  exchange_.emplace();
  exchange_->number = ++last_number_;
  exchange_->request.head_method = parser_.head().method == "HEAD";
  exchange_->request.http_1_0 = framing.http_1_0;
  exchange_->request.keep_alive = framing.keep_alive && !last_response_;
  if (!framing.has_body) {
    parser_done_ = !framing.keep_alive;
    return;
  }
  exchange_->body_complete = false;
  exchange_->expects_continue = framing.expects_continue;
  exchange_->body =
      std::make_shared<BodyPipe>(framing.content_length, static_cast<BodyPipe::Filler*>(this));
}

void ServerConnection::Dispatch() {
  undispatched_ = false;
  exchange_->handshake = ReadWebSocketHandshake(parser_.head(), exchange_->request.http_1_0,
                                                exchange_->body != nullptr);
  Request request;
  request.head = std::move(parser_.head());
  request.head.peer_address = peer_.address;
  request.head.peer_port = peer_.port;
  if (request.head.authority.empty()) {
    request.head.authority = loop::ToString(stream_->LocalEndpoint());
  }
  if (exchange_->body != nullptr) {
    request.body = std::make_unique<BodyPipeSource>(exchange_->body);
  }
  owner_->Handle(std::move(request),
                 Responder(std::make_unique<ConnectionSink>(weak_.Get(), exchange_->number)));
}

void ServerConnection::TakeBody() {
  const std::vector<std::string_view>& pieces = parser_.body();
  if (pieces.empty()) return;
  size_t size = 0;
  for (std::string_view piece : pieces) size += piece.size();
  // The client does not wait for 100 any more.
  exchange_->expects_continue = false;
  if (!exchange_->body->dropped()) return PushBody(pieces, size);

  exchange_->discarded += size;
  if (exchange_->discarded <= kMaxDiscarded) return;
  // The rest is not read, and the connection ends with the response.
  parser_done_ = true;
  exchange_->request.keep_alive = false;
  if (exchange_->response == Response::kDone) CloseGracefully(true, ConnectionEnds());
}

void ServerConnection::PushBody(const std::vector<std::string_view>& pieces, size_t size) {
  const bool in_own_buffer = buffer_owner_ != nullptr && backlog_.empty();
  if (in_own_buffer && size >= kMinKept && pieces.size() <= kMaxKeptPieces) {
    for (std::string_view piece : pieces) {
      exchange_->body->Push(base::Bytes(buffer_owner_, piece.data(), piece.size()));
    }
    return;
  }
  std::string joined;
  joined.reserve(size);
  for (std::string_view piece : pieces) joined.append(piece);
  exchange_->body->Push(base::Bytes(std::move(joined)));
}

void ServerConnection::OnBodyComplete() {
  if (!open() || !exchange_) return;
  exchange_->body_complete = true;
  exchange_->expects_continue = false;
  if (!parser_.framing().keep_alive) parser_done_ = true;
  exchange_->body->Finish();
  if (exchange_->response != Response::kDone) return;
  DeliverBody();
  if (open() && exchange_) FinishExchange();
}

void ServerConnection::DeliverBody() {
  if (!exchange_ || exchange_->body == nullptr) return;
  const std::shared_ptr<BodyPipe> body = exchange_->body;
  body->Deliver();
}

void ServerConnection::Refuse(const Refusal& refusal) {
  if (!open()) return;
  parser_done_ = true;
  const absl::Status status = BodyStatus(refusal);
  if (exchange_ && exchange_->response == Response::kStarted) {
    // Too late for another answer: the one that has begun goes on, then the connection ends.
    exchange_->request.keep_alive = false;
    exchange_->body_complete = true;
    linger_ = true;
    exchange_->body->Fail(status);
    return DeliverBody();
  }
  if (!exchange_ || exchange_->response == Response::kNone) WriteRefusal(refusal);
  CloseGracefully(true, status);
}

void ServerConnection::OnBodyWanted() {
  if (exchange_ && exchange_->expects_continue && exchange_->response == Response::kNone &&
      exchange_->body->wanted()) {
    exchange_->expects_continue = false;
    writer_.text().append("HTTP/1.1 100 Continue\r\n\r\n");
    if (!Flush()) return;
  }
  UpdateReading();
}

void ServerConnection::OnBodyDropped() {
  if (!open() || !BodyIncomplete()) return;
  if (exchange_->response == Response::kDone && !exchange_->request.keep_alive) {
    return CloseGracefully(true, ConnectionEnds());
  }
  UpdateReading();
}

void ServerConnection::UpdateReading() {
  if (!open()) return;
  bool wanted = false;
  if (peer_ended_) {
    wanted = false;
  } else if (BodyIncomplete()) {
    wanted = exchange_->body->buffered() < kMaxBuffered;
  } else {
    // Read ahead a little: a client that goes away shows only there.
    wanted = backlog_size() < kMaxBacklog;
  }
  wanted ? stream_->StartReading() : stream_->StopReading();
}

void ServerConnection::NotifyDisconnect() {
  if (!exchange_ || exchange_->on_disconnect == nullptr) return;
  std::exchange(exchange_->on_disconnect, nullptr)();
}

}  // namespace http
