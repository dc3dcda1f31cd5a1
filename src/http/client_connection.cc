#include "src/http/client_connection.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/http/client_websocket.h"
#include "src/http/websocket_client_handshake.h"

namespace http {
namespace {

// Octets of a body that wait for their reader; above, the server has to wait.
constexpr size_t kMaxBuffered = size_t{256} << 10;
// A body of this much, or of unknown length, is read into memory that it may keep.
constexpr uint64_t kBulk = uint64_t{64} << 10;
constexpr size_t kMinKept = size_t{32} << 10;
constexpr size_t kMaxKeptPieces = 8;
// Octets of a request's body that may wait for the kernel before more are asked for.
constexpr size_t kMaxUnwritten = size_t{64} << 10;

}  // namespace

ClientConnection::ClientConnection(Owner& owner, loop::Loop& loop, const ClientOptions& options,
                                   std::string key, std::unique_ptr<net::Stream> stream)
    : owner_(owner),
      loop_(loop),
      options_(options),
      key_(std::move(key)),
      stream_(std::move(stream)),
      parser_({options.max_head_bytes, options.max_header_fields}),
      last_progress_millis_(loop.NowMillis()) {
  stream_->set_listener(this);
}

ClientConnection::~ClientConnection() {
  if (!exchange_ || exchange_->body == nullptr) return;
  exchange_->body->Detach();
  exchange_->body->Fail(absl::AbortedError("the client is stopping"));
  exchange_->body->Deliver();
}

void ClientConnection::Begin(const RequestHead& head, Body body, const std::string& websocket_key,
                             ClientRetryCallback done) {
  exchange_.emplace();
  Exchange& exchange = *exchange_;
  if (!websocket_key.empty()) {
    exchange.websocket_key = websocket_key;
    exchange.websocket_protocols = OfferedProtocols(head);
  }
  exchange.done = std::move(done);
  exchange.idempotent = IsIdempotent(head.method);
  exchange.has_body = body != nullptr;
  std::optional<base::Bytes> whole = body != nullptr ? body->TakeArrived() : std::nullopt;
  exchange.framing = FrameRequest(head, body != nullptr,
                                  whole             ? whole->size()
                                  : body != nullptr ? body->length()
                                                    : std::nullopt);
  exchange.framing.websocket = !websocket_key.empty();
  exchange.left = exchange.framing.length;
  last_progress_millis_ = loop_.NowMillis();
  parser_.Begin(head.method == "HEAD", !websocket_key.empty());
  stream_->SetBulk(false);
  stream_->StartReading();

  std::string text;
  EncodeRequestHead(head, exchange.framing, &text);
  std::vector<base::Bytes> pieces;
  pieces.emplace_back(std::move(text));
  if (whole)
    pieces.push_back(*std::move(whole));
  else if (body != nullptr)
    exchange.upload = std::move(body);
  exchange.upload_done = exchange.upload == nullptr;
  Write(std::move(pieces));
  if (!exchange.upload_done) PumpUpload();
}

// What cannot be written does not matter where the server has answered before it closed: reading
// tells.
void ClientConnection::Write(std::vector<base::Bytes> pieces) {
  if (stream_->Write(std::move(pieces)).ok()) return;
  reusable_ = false;
  exchange_->upload = nullptr;
  exchange_->upload_done = true;
}

void ClientConnection::PumpUpload() {
  Exchange& exchange = *exchange_;
  if (exchange.uploading) return;
  const base::Weak<ClientConnection> weak = weak_.Get();
  exchange.uploading = true;
  while (weak && exchange_ && !exchange_->upload_done && !exchange_->upload_waits &&
         stream_->unwritten() < kMaxUnwritten) {
    exchange_->upload_waits = true;
    exchange_->upload->Read([weak](absl::StatusOr<std::optional<base::Bytes>> chunk) {
      if (weak && weak->exchange_) weak->OnUploadRead(std::move(chunk));
    });
  }
  if (weak && exchange_) exchange_->uploading = false;
}

void ClientConnection::OnUploadRead(absl::StatusOr<std::optional<base::Bytes>> chunk) {
  exchange_->upload_waits = false;
  last_progress_millis_ = loop_.NowMillis();
  if (!chunk.ok()) return Fail(chunk.status());
  if (!chunk->has_value()) {
    EndUpload();
    return;
  }
  if (WriteUpload(**std::move(chunk))) PumpUpload();
}

bool ClientConnection::WriteUpload(base::Bytes piece) {
  std::vector<base::Bytes> pieces;
  if (exchange_->framing.body == RequestFraming::Body::kChunked) {
    pieces.emplace_back(absl::StrCat(absl::Hex(piece.size()), "\r\n"));
    pieces.push_back(std::move(piece));
    pieces.push_back(base::Bytes::Static("\r\n"));
  } else {
    if (piece.size() > exchange_->left) {
      Fail(absl::InvalidArgumentError("the request's body is longer than its length"));
      return false;
    }
    exchange_->left -= piece.size();
    pieces.push_back(std::move(piece));
  }
  Write(std::move(pieces));
  return true;
}

bool ClientConnection::EndUpload() {
  if (exchange_->framing.body == RequestFraming::Body::kChunked) {
    std::vector<base::Bytes> last;
    last.push_back(base::Bytes::Static("0\r\n\r\n"));
    Write(std::move(last));
  } else if (exchange_->left > 0) {
    Fail(absl::InvalidArgumentError("the request's body is shorter than its length"));
    return false;
  }
  exchange_->upload_done = true;
  return true;
}

void ClientConnection::OnWritten() {
  last_progress_millis_ = loop_.NowMillis();
  if (exchange_ && !exchange_->upload_done) PumpUpload();
}

void ClientConnection::OnData(std::string_view data, const std::shared_ptr<const void>& owner) {
  last_progress_millis_ = loop_.NowMillis();
  // Nobody has asked for anything.
  if (!exchange_) return Close();
  std::optional<ClientResponse> response;
  bool more = true;
  while (more && !data.empty()) {
    size_t consumed = 0;
    const ResponseParser::Event event = parser_.Feed(data, &consumed);
    if (event == ResponseParser::Event::kRefused) {
      const absl::Status refused = absl::InvalidArgumentError(parser_.problem());
      // A head that is complete is given before its body breaks off.
      if (response) GiveHead(*std::move(response));
      if (open() && exchange_) Fail(refused);
      return;
    }
    data.remove_prefix(consumed);
    more = Take(event, owner, &response);
  }
  if (response && response->head.status == 101) {
    return BecomeWebSocket(*std::move(response), data);
  }
  // What follows a response is no answer to anything.
  if (!data.empty()) reusable_ = false;
  const base::Weak<ClientConnection> weak = weak_.Get();
  const std::shared_ptr<BodyPipe> body = exchange_->body;
  if (response) GiveHead(*std::move(response));
  if (body != nullptr) body->Deliver();
  if (!weak || !open() || !exchange_) return;
  FinishIfComplete();
  if (open()) UpdateReading();
}

bool ClientConnection::Take(ResponseParser::Event event, const std::shared_ptr<const void>& owner,
                            std::optional<ClientResponse>* response) {
  if (exchange_->body != nullptr) PushBody(owner);
  if (event == ResponseParser::Event::kHead) {
    *response = MakeResponse();
    exchange_->complete = !parser_.framing().has_body;
  } else if (event == ResponseParser::Event::kEnd) {
    exchange_->complete = true;
    if (exchange_->body != nullptr) exchange_->body->Finish();
  }
  return !exchange_->complete;
}

ClientResponse ClientConnection::MakeResponse() {
  ClientResponse response;
  response.head = std::move(parser_.head());
  const ResponseParser::Framing& framing = parser_.framing();
  if (!framing.keep_alive) reusable_ = false;
  if (!framing.has_body) return response;
  stream_->SetBulk(framing.content_length.value_or(kBulk) >= kBulk);
  exchange_->body =
      std::make_shared<BodyPipe>(framing.content_length, static_cast<BodyPipe::Filler*>(this));
  response.body = std::make_unique<BodyPipeSource>(exchange_->body);
  return response;
}

void ClientConnection::BecomeWebSocket(ClientResponse response, std::string_view early) {
  Exchange exchange = *std::move(exchange_);
  exchange_.reset();
  std::unique_ptr<net::Stream> stream = std::move(stream_);
  owner_.OnUseless(this);
  const absl::Status status =
      CheckWebSocketAnswer(exchange.websocket_key, exchange.websocket_protocols, response.head);
  if (!status.ok()) {
    // It is in the middle of a call.
    loop_.Post([gone = std::move(stream)] {});
    return exchange.done(status, {});
  }
  response.websocket = NewClientWebSocket(loop_, std::move(stream), std::string(early));
  exchange.done(std::move(response), {});
}

void ClientConnection::PushBody(const std::shared_ptr<const void>& owner) {
  const std::vector<std::string_view>& pieces = parser_.body();
  size_t size = 0;
  for (std::string_view piece : pieces) size += piece.size();
  if (size == 0) return;
  if (owner != nullptr && size >= kMinKept && pieces.size() <= kMaxKeptPieces) {
    for (std::string_view piece : pieces) {
      exchange_->body->Push(base::Bytes(owner, piece.data(), piece.size()));
    }
    return;
  }
  std::string joined;
  joined.reserve(size);
  for (std::string_view piece : pieces) joined.append(piece);
  exchange_->body->Push(base::Bytes(std::move(joined)));
}

void ClientConnection::GiveHead(ClientResponse response) {
  std::exchange(exchange_->done, nullptr)(std::move(response), {});
}

void ClientConnection::OnEnd() {
  if (!exchange_) return Close();
  reusable_ = false;
  if (parser_.Finish() == ResponseParser::Event::kRefused) {
    return Fail(absl::UnavailableError(parser_.problem()));
  }
  exchange_->complete = true;
  const std::shared_ptr<BodyPipe> body = exchange_->body;
  body->Finish();
  const base::Weak<ClientConnection> weak = weak_.Get();
  body->Deliver();
  if (weak && exchange_) FinishIfComplete();
}

void ClientConnection::OnError(const absl::Status& status) {
  exchange_ ? Fail(absl::UnavailableError(status.message())) : Close();
}

void ClientConnection::OnBodyWanted() {
  if (!open() || !exchange_) return;
  if (exchange_->body->wanted()) last_progress_millis_ = loop_.NowMillis();
  UpdateReading();
}

void ClientConnection::OnBodyDropped() {
  if (exchange_ && !exchange_->complete) Close();
}

void ClientConnection::UpdateReading() {
  const bool full = exchange_ && exchange_->body != nullptr && !exchange_->complete &&
                    exchange_->body->buffered() >= kMaxBuffered;
  full ? stream_->StopReading() : stream_->StartReading();
}

void ClientConnection::FinishIfComplete() {
  if (!exchange_->complete) return;
  if (!exchange_->upload_done || stream_->unwritten() > 0) reusable_ = false;
  if (exchange_->body != nullptr) exchange_->body->Detach();
  exchange_.reset();
  used_before_ = true;
  if (!reusable_) return Close();
  owner_.OnReusable(this);
}

void ClientConnection::Fail(const absl::Status& status) {
  Exchange failed = *std::move(exchange_);
  exchange_.reset();
  const bool again = used_before_ && parser_.untouched() && failed.idempotent && !failed.has_body &&
                     !absl::IsDeadlineExceeded(status);
  Close();
  if (failed.done != nullptr) {
    failed.done(status, {again ? ClientRetry::How::kAgain : ClientRetry::How::kNot, nullptr});
  }
  if (failed.body == nullptr) return;
  failed.body->Detach();
  failed.body->Fail(status);
  failed.body->Deliver();
}

void ClientConnection::Close() {
  if (!open()) return;
  if (exchange_ && exchange_->body != nullptr) exchange_->body->Detach();
  exchange_.reset();
  stream_ = nullptr;
  owner_.OnUseless(this);
}

void ClientConnection::CheckDeadlines(int64_t now_millis) {
  if (!open()) return;
  const int64_t waited = now_millis - last_progress_millis_;
  if (!exchange_) {
    if (waited >= options_.keep_idle_millis) Close();
    return;
  }
  // A source that takes its time is its reader's business.
  if (exchange_->upload_waits && !exchange_->upload_done) return;
  if (exchange_->done != nullptr && waited >= options_.first_byte_millis) {
    return Fail(absl::DeadlineExceededError(
        absl::StrCat("the server has not answered within ", options_.first_byte_millis, " ms")));
  }
  const bool reads = exchange_->body != nullptr && exchange_->body->wanted();
  if (reads && waited >= options_.idle_millis) {
    Fail(absl::DeadlineExceededError(
        absl::StrCat("the server has sent nothing of the body for ", options_.idle_millis, " ms")));
  }
}

}  // namespace http
