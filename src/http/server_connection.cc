#include "src/http/server_connection.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace http {
namespace {

// A body's octets that wait for their reader; above, the client has to wait.
constexpr size_t kMaxBuffered = size_t{256} << 10;
// Octets of the next requests that are read ahead.
constexpr size_t kMaxBacklog = size_t{64} << 10;
// Octets of a body that nobody wants which are read for the sake of the connection.
constexpr uint64_t kMaxDiscarded = uint64_t{256} << 10;
// A buffer of its own for what is read of a large body, so that it need not be copied.
constexpr size_t kBodyBufferSize = size_t{64} << 10;
constexpr uint64_t kMaxLingered = uint64_t{1} << 20;
constexpr int64_t kLingerMillis = 2'000;

// The right to answer one request.
class Sink : public ResponseSink {
 public:
  Sink(base::Weak<ServerConnection> connection, uint64_t number)
      : connection_(std::move(connection)), number_(number) {}
  ~Sink() override {
    if (connection_ && !done_) connection_->SinkDropped(number_);
  }

  void Send(ResponseHead head, base::Bytes body) override {
    done_ = true;
    if (connection_) connection_->Send(number_, std::move(head), std::move(body));
  }
  void Start(ResponseHead head, std::optional<uint64_t> length) override {
    if (connection_) connection_->StartResponse(number_, std::move(head), length);
  }
  void Write(base::Bytes piece, absl::AnyInvocable<void(absl::Status)> ready) override {
    if (connection_) return connection_->Write(number_, std::move(piece), std::move(ready));
    ready(absl::AbortedError("the client has gone"));
  }
  void End() override {
    done_ = true;
    if (connection_) connection_->End(number_);
  }
  void Abort() override {
    done_ = true;
    if (connection_) connection_->Abort(number_);
  }
  void OnDisconnect(absl::AnyInvocable<void()> callback) override {
    if (connection_) return connection_->OnDisconnect(number_, std::move(callback));
    callback();
  }

 private:
  const base::Weak<ServerConnection> connection_;
  const uint64_t number_;
  bool done_ = false;
};

absl::Status BodyStatus(const RequestParser::Error& error) {
  if (error.status == 413) return absl::ResourceExhaustedError(error.message);
  if (error.status == 408) return absl::AbortedError(error.message);
  return absl::InvalidArgumentError(error.message);
}

}  // namespace

ServerConnection::ServerConnection(Context& context, std::unique_ptr<loop::TcpStream> stream)
    : context_(&context),
      loop_(context.loop),
      stream_(std::move(stream)),
      writer_(*stream_),
      parser_({context.options.max_header_bytes, context.options.max_header_fields,
               context.options.max_target_bytes, context.options.max_body_bytes}),
      peer_(stream_->PeerEndpoint()),
      last_active_millis_(loop_.NowMillis()) {
  stream_->set_listener(this);
}

ServerConnection::~ServerConnection() = default;

void ServerConnection::Start() { stream_->StartReading(); }

// Reading.

std::span<char> ServerConnection::OnAllocate() {
  const bool large_body = exchange_ && !exchange_->body_complete && exchange_->body != nullptr &&
                          exchange_->body->length().value_or(kBodyBufferSize) >= kBodyBufferSize;
  if (large_body) {
    // Used again unless a body has kept it.
    if (buffer_owner_ == nullptr || buffer_owner_.use_count() > 1) {
      buffer_owner_.reset(new char[kBodyBufferSize]);
    }
    buffer_ = {buffer_owner_.get(), kBodyBufferSize};
  } else {
    buffer_owner_.reset();
    buffer_ = loop_.read_buffer();
  }
  return buffer_;
}

void ServerConnection::OnRead(size_t size) {
  last_active_millis_ = loop_.NowMillis();
  if (phase_ == Phase::kLingering) {
    lingered_ += size;
    if (lingered_ > kMaxLingered) Close(false);
    return;
  }
  if (!open()) return;
  std::string_view data(buffer_.data(), size);
  if (!backlog_.empty()) {
    backlog_.erase(0, std::exchange(backlog_at_, 0));
    backlog_.append(data);
    return ProcessBacklog();
  }
  Process(data);
  backlog_.assign(data);
  UpdateReading();
}

void ServerConnection::ProcessBacklog() {
  if (processing_) return;
  std::string_view rest = std::string_view(backlog_).substr(backlog_at_);
  Process(rest);
  backlog_at_ = backlog_.size() - rest.size();
  if (rest.empty()) {
    backlog_.clear();
    backlog_at_ = 0;
  }
  UpdateReading();
}

bool ServerConnection::CanParse() const {
  return open() && !parser_done_ && (!exchange_ || !exchange_->body_complete);
}

void ServerConnection::Process(std::string_view& rest) {
  processing_ = true;
  do {
    while (CanParse() && (!rest.empty() || after_head_)) ParseStep(rest);
    // Only now, so that the octets at hand have been checked before a handler sees the request.
    if (undispatched_ && open()) Dispatch();
    DeliverBody();
  } while (CanParse() && (!rest.empty() || after_head_));
  processing_ = false;
  if (peer_ended_ && !exchange_ && open()) CloseGracefully(false);
}

void ServerConnection::ParseStep(std::string_view& rest) {
  after_head_ = false;
  size_t consumed = 0;
  const RequestParser::Event event = parser_.Feed(rest, &consumed);
  TakeBody();
  rest.remove_prefix(consumed);
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
    case RequestParser::Event::kError:
      parser_done_ = true;
      Refuse(parser_.error());
      break;
  }
}

void ServerConnection::BeginExchange() {
  const RequestParser::Framing& framing = parser_.framing();
  head_began_millis_ = -1;
  after_head_ = true;
  undispatched_ = true;
  exchange_.emplace();
  exchange_->number = ++last_number_;
  exchange_->request.head_method = parser_.head().method == "HEAD";
  exchange_->request.http_1_0 = framing.http_1_0;
  exchange_->request.keep_alive = framing.keep_alive && !close_when_idle_;
  exchange_->body_complete = false;
  exchange_->expects_continue = framing.expects_continue;
  if (!framing.has_body) return;
  exchange_->body = std::make_shared<RequestBody>(
      framing.content_length,
      [weak = weak_.Get()] {
        if (weak) weak->OnBodyWanted();
      },
      [weak = weak_.Get()] {
        if (weak) weak->OnBodyDropped();
      });
}

void ServerConnection::TakeBody() {
  const std::vector<std::string_view>& pieces = parser_.body();
  if (pieces.empty()) return;
  size_t size = 0;
  for (std::string_view piece : pieces) size += piece.size();
  exchange_->expects_continue = false;
  if (exchange_->body->dropped()) {
    exchange_->discarded += size;
    if (exchange_->discarded <= kMaxDiscarded) return;
    // Too much to throw away: the rest is not read, and the connection ends with the response.
    parser_done_ = true;
    exchange_->request.keep_alive = false;
    if (exchange_->response == Response::kDone) CloseGracefully(true);
    return;
  }
  if (buffer_owner_ != nullptr && backlog_.empty() && pieces.size() == 1 &&
      size >= kBodyBufferSize / 2) {
    return exchange_->body->Push(base::Bytes(buffer_owner_, pieces[0].data(), size));
  }
  std::string joined;
  joined.reserve(size);
  for (std::string_view piece : pieces) joined.append(piece);
  exchange_->body->Push(base::Bytes(std::move(joined)));
}

void ServerConnection::OnBodyComplete() {
  exchange_->body_complete = true;
  exchange_->expects_continue = false;
  if (!parser_.framing().keep_alive) parser_done_ = true;
  if (exchange_->body != nullptr) {
    exchange_->body->Finish();
    if (exchange_->response == Response::kDone) DeliverBody();
  }
  if (exchange_ && exchange_->response == Response::kDone) FinishExchange();
}

void ServerConnection::Dispatch() {
  undispatched_ = false;
  Request request;
  request.head = std::move(parser_.head());
  request.head.peer_address = peer_.address;
  request.head.peer_port = peer_.port;
  if (request.head.authority.empty()) {
    const loop::Endpoint local = stream_->LocalEndpoint();
    request.head.authority = absl::StrCat(local.address, ":", local.port);
  }
  if (exchange_->body != nullptr) {
    request.body = std::make_unique<RequestBodySource>(exchange_->body);
  }
  context_->handler(std::move(request),
                    Responder(std::make_unique<Sink>(weak_.Get(), exchange_->number)));
}

void ServerConnection::DeliverBody() {
  if (!exchange_ || exchange_->body == nullptr) return;
  const std::shared_ptr<RequestBody> body = exchange_->body;
  body->Deliver();
}

void ServerConnection::OnBodyWanted() {
  if (exchange_ && exchange_->expects_continue && exchange_->response == Response::kNone &&
      exchange_->body->wanted()) {
    exchange_->expects_continue = false;
    Emit("HTTP/1.1 100 Continue\r\n\r\n", base::Bytes(), "");
  }
  UpdateReading();
}

void ServerConnection::OnBodyDropped() {
  if (!exchange_ || exchange_->body_complete || !open()) return;
  if (exchange_->response == Response::kDone && !exchange_->request.keep_alive) {
    return CloseGracefully(true);
  }
  UpdateReading();
}

void ServerConnection::UpdateReading() {
  bool wanted = phase_ == Phase::kLingering;
  if (open() && !peer_ended_) {
    if (!exchange_) {
      wanted = true;
    } else if (!exchange_->body_complete) {
      wanted = !parser_done_ &&
               (exchange_->body == nullptr || exchange_->body->buffered() < kMaxBuffered);
    } else {
      // Read ahead a little: a client that goes away shows only there.
      wanted = backlog_.size() - backlog_at_ < kMaxBacklog;
    }
  }
  wanted ? stream_->StartReading() : stream_->StopReading();
}

void ServerConnection::OnEnd() {
  peer_ended_ = true;
  if (!open()) {
    if (phase_ == Phase::kLingering) Close(false);
    return;
  }
  if (!exchange_) return CloseGracefully(false);
  if (!exchange_->body_complete) {
    return Break(absl::AbortedError("the client went away before the end of the request's body"));
  }
  // Whether the client has gone or only sends no more cannot be told: it gets its answer, and
  // whoever makes that answer is told.
  NotifyDisconnect();
}

void ServerConnection::OnError(const absl::Status& status) { Break(status); }

void ServerConnection::OnWritten() {
  writer_.OnWritten();
  if (phase_ == Phase::kFlushing) {
    if (writer_.pending() == 0) CloseGracefully(linger_);
    return;
  }
  if (!open() || !exchange_ || exchange_->ready == nullptr || writer_.pending() > 0) return;
  std::exchange(exchange_->ready, nullptr)(absl::OkStatus());
}

void ServerConnection::OnClosed() {
  if (context_ != nullptr) context_->on_closed(this);
  delete this;
}

// Deadlines and endings.

void ServerConnection::CheckDeadlines(int64_t now_millis) {
  const ServerOptions& options = context_->options;
  if (phase_ == Phase::kLingering) {
    if (now_millis >= linger_until_millis_) Close(false);
    return;
  }
  if (phase_ == Phase::kClosing) return;
  if (writer_.Stalled(now_millis, options.write_stall_millis)) {
    return Break(absl::AbortedError("the client takes nothing"));
  }
  if (!open()) return;
  const int64_t idle = now_millis - last_active_millis_;
  if (!exchange_) {
    if (head_began_millis_ >= 0) {
      if (now_millis - head_began_millis_ < options.head_timeout_millis) return;
      return Refuse({408, "the request's head took too long"});
    }
    if (idle >= options.idle_timeout_millis) CloseGracefully(false);
  } else if (!exchange_->body_complete && exchange_->body != nullptr && exchange_->body->wanted() &&
             idle >= options.idle_timeout_millis) {
    Refuse({408, "the request's body took too long"});
  }
}

void ServerConnection::CloseWhenIdle() {
  close_when_idle_ = true;
  if (!open()) return;
  if (!exchange_) return CloseGracefully(false);
  exchange_->request.keep_alive = false;
}

void ServerConnection::Orphan() {
  Break(absl::AbortedError("the server is stopping"));
  context_ = nullptr;
}

void ServerConnection::NotifyDisconnect() {
  if (!exchange_ || exchange_->on_disconnect == nullptr) return;
  std::exchange(exchange_->on_disconnect, nullptr)();
}

void ServerConnection::DropExchange(const absl::Status& status) {
  if (!exchange_) return;
  undispatched_ = false;
  Exchange dropped = *std::move(exchange_);
  exchange_.reset();
  if (dropped.on_disconnect != nullptr) dropped.on_disconnect();
  if (dropped.ready != nullptr) dropped.ready(absl::AbortedError("the client has gone"));
  if (dropped.body == nullptr) return;
  dropped.body->Detach();
  dropped.body->Fail(status);
  dropped.body->Deliver();
}

void ServerConnection::Break(const absl::Status& status) {
  if (phase_ == Phase::kClosing) return;
  Close(true);
  DropExchange(status);
}

void ServerConnection::CloseGracefully(bool linger) {
  if (phase_ == Phase::kClosing || phase_ == Phase::kLingering) return;
  linger_ = linger;
  if (writer_.pending() > 0) {
    phase_ = Phase::kFlushing;
    stream_->StopReading();
    return;
  }
  if (!linger || peer_ended_) return Close(false);
  phase_ = Phase::kLingering;
  linger_until_millis_ = loop_.NowMillis() + kLingerMillis;
  stream_->ShutdownWrites();
  stream_->StartReading();
}

void ServerConnection::Close(bool reset) {
  if (phase_ == Phase::kClosing) return;
  phase_ = Phase::kClosing;
  stream_->Close(reset);
}

void ServerConnection::Refuse(const RequestParser::Error& error) {
  if (exchange_ && exchange_->response != Response::kNone) {
    // Too late for another answer: the one that has begun goes on, then the connection ends.
    exchange_->request.keep_alive = false;
    parser_done_ = true;
    if (exchange_->body != nullptr) exchange_->body->Fail(BodyStatus(error));
    exchange_->body_complete = true;
    linger_ = true;
    DeliverBody();
    if (exchange_ && exchange_->response == Response::kDone) FinishExchange();
    return;
  }
  WriteError(error);
  DropExchange(BodyStatus(error));
  CloseGracefully(true);
}

// Writing.

ServerConnection::Exchange* ServerConnection::Find(uint64_t number, Response response) {
  if (!open() || !exchange_ || exchange_->number != number || exchange_->response != response) {
    return nullptr;
  }
  return &*exchange_;
}

void ServerConnection::WriteError(const RequestParser::Error& error) {
  ResponseHead head;
  head.status = error.status;
  head.headers.Add("Content-Type", "text/plain;charset=UTF-8");
  std::string body =
      absl::StrCat(error.status, " ", ReasonPhrase(error.status), ": ", error.message, "\n");
  AnsweredRequest request;
  request.keep_alive = false;
  std::string& out = context_->scratch;
  out.clear();
  EncodeResponseHead(head, FrameResponse(head, body.size(), request), request, context_->date(),
                     &out);
  Emit(out, base::Bytes(std::move(body)), "");
}

void ServerConnection::EncodeHead(Exchange& exchange, const ResponseHead& head,
                                  std::optional<uint64_t> length) {
  // A client that was never told to send its body may do so or not: the next request could not be
  // told from it.
  if (exchange.expects_continue) {
    exchange.request.keep_alive = false;
    parser_done_ = true;
  }
  // A body that is longer than what would be thrown away.
  if (exchange.body != nullptr && !exchange.body_complete && exchange.body->dropped() &&
      exchange.body->length().value_or(0) > kMaxDiscarded) {
    exchange.request.keep_alive = false;
  }
  exchange.framing = FrameResponse(head, length, exchange.request);
  if (exchange.framing.body == ResponseFraming::Body::kUntilClose) {
    exchange.request.keep_alive = false;
  }
  context_->scratch.clear();
  EncodeResponseHead(head, exchange.framing, exchange.request, context_->date(),
                     &context_->scratch);
}

void ServerConnection::Emit(std::string_view before, base::Bytes body, std::string_view after) {
  if (!open()) return;
  absl::Status status = writer_.Write(before, std::move(body), after);
  if (!status.ok()) Break(status);
}

void ServerConnection::Send(uint64_t number, ResponseHead head, base::Bytes body) {
  Exchange* exchange = Find(number, Response::kNone);
  if (exchange == nullptr) return;
  EncodeHead(*exchange, head, body.size());
  if (exchange->framing.body == ResponseFraming::Body::kNone) body = base::Bytes();
  exchange->response = Response::kStarted;
  Emit(context_->scratch, std::move(body), "");
  if (Find(number, Response::kStarted) != nullptr) FinishResponse();
}

void ServerConnection::StartResponse(uint64_t number, ResponseHead head,
                                     std::optional<uint64_t> length) {
  Exchange* exchange = Find(number, Response::kNone);
  if (exchange == nullptr) return;
  EncodeHead(*exchange, head, length);
  exchange->response = Response::kStarted;
  exchange->left_to_write = exchange->framing.length.value_or(0);
  Emit(context_->scratch, base::Bytes(), "");
}

void ServerConnection::Write(uint64_t number, base::Bytes piece,
                             absl::AnyInvocable<void(absl::Status)> ready) {
  Exchange* exchange = Find(number, Response::kStarted);
  if (exchange == nullptr) return ready(absl::AbortedError("the client has gone"));
  switch (exchange->framing.body) {
    case ResponseFraming::Body::kNone:
      return ready(absl::OkStatus());
    case ResponseFraming::Body::kLength:
      if (piece.size() > exchange->left_to_write) {
        Abort(number);
        return ready(absl::OutOfRangeError("the body is longer than its Content-Length"));
      }
      exchange->left_to_write -= piece.size();
      Emit("", std::move(piece), "");
      break;
    case ResponseFraming::Body::kChunked:
      if (piece.empty()) break;
      context_->scratch = absl::StrCat(absl::Hex(piece.size()), "\r\n");
      Emit(context_->scratch, std::move(piece), "\r\n");
      break;
    case ResponseFraming::Body::kUntilClose:
      Emit("", std::move(piece), "");
      break;
  }
  exchange = Find(number, Response::kStarted);
  if (exchange == nullptr) return ready(absl::AbortedError("the client has gone"));
  if (writer_.pending() == 0) return ready(absl::OkStatus());
  exchange->ready = std::move(ready);
}

void ServerConnection::End(uint64_t number) {
  Exchange* exchange = Find(number, Response::kStarted);
  if (exchange == nullptr) return;
  if (exchange->framing.body == ResponseFraming::Body::kLength && exchange->left_to_write > 0) {
    return Abort(number);
  }
  if (exchange->framing.body == ResponseFraming::Body::kChunked) {
    Emit("0\r\n\r\n", base::Bytes(), "");
  }
  if (Find(number, Response::kStarted) != nullptr) FinishResponse();
}

void ServerConnection::Abort(uint64_t number) {
  if (Find(number, Response::kNone) != nullptr) return SinkDropped(number);
  Exchange* exchange = Find(number, Response::kStarted);
  if (exchange == nullptr) return;
  // The end of a body that lasts until the connection closes is told from a break by a reset only.
  if (exchange->framing.body == ResponseFraming::Body::kUntilClose) {
    return Break(absl::AbortedError("the response was aborted"));
  }
  exchange->on_disconnect = nullptr;
  CloseGracefully(false);
  DropExchange(absl::AbortedError("the response was aborted"));
}

void ServerConnection::OnDisconnect(uint64_t number, absl::AnyInvocable<void()> callback) {
  if (!exchange_ || exchange_->number != number || !open()) return;
  if (peer_ended_ && exchange_->body_complete) return callback();
  exchange_->on_disconnect = std::move(callback);
}

void ServerConnection::SinkDropped(uint64_t number) {
  if (Find(number, Response::kStarted) != nullptr) return Abort(number);
  if (Find(number, Response::kNone) == nullptr) return;
  ResponseHead head;
  head.status = 500;
  head.headers.Add("Content-Type", "text/plain;charset=UTF-8");
  Send(number, std::move(head), base::Bytes::Static("500 Internal Server Error\n"));
}

void ServerConnection::FinishResponse() {
  exchange_->response = Response::kDone;
  exchange_->ready = nullptr;
  exchange_->on_disconnect = nullptr;
  if (exchange_->body_complete) return FinishExchange();
  // A reader that is still there may go on; else the rest is thrown away, or not waited for.
  if (exchange_->request.keep_alive) return UpdateReading();
  if (exchange_->body == nullptr || exchange_->body->dropped() || parser_done_) {
    CloseGracefully(true);
    DropExchange(absl::AbortedError("the connection ended with the response"));
  }
}

void ServerConnection::FinishExchange() {
  const bool keep_alive = exchange_->request.keep_alive && !close_when_idle_;
  if (exchange_->body != nullptr) exchange_->body->Detach();
  exchange_.reset();
  last_active_millis_ = loop_.NowMillis();
  if (!keep_alive) return CloseGracefully(linger_);
  if (processing_) return;
  if (!backlog_.empty()) return ProcessBacklog();
  if (peer_ended_) return CloseGracefully(false);
  UpdateReading();
}

}  // namespace http
