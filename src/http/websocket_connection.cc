#include "src/http/websocket_connection.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace http {
namespace {

// Octets that may wait for what follows them.
constexpr size_t kMaxPutOff = size_t{8} << 10;
// A client that leaves this much unread is not read from.
constexpr size_t kMaxUnread = size_t{1} << 20;
// More than this that is unwritten is told of when it is written.
constexpr size_t kTellDrained = size_t{64} << 10;
constexpr int64_t kLingerMillis = 2'000;
constexpr uint64_t kMaxLingered = uint64_t{4} << 20;

// The handler's end of a connection, which may be gone.
class Handle : public WebSocket {
 public:
  explicit Handle(base::Weak<WebSocketConnection> connection)
      : connection_(std::move(connection)) {}
  ~Handle() override {
    if (connection_) connection_->HandleDropped();
  }

  // Each may destroy this.
  void SetCallbacks(Callbacks callbacks) override {
    if (connection_) connection_->SetCallbacks(std::move(callbacks));
  }
  void SetReading(bool wanted) override {
    if (connection_) connection_->SetReading(wanted);
  }
  void Send(WebSocketMessage message) override {
    if (connection_) connection_->Send(std::move(message));
  }
  size_t unsent() const override { return connection_ ? connection_->unsent() : 0; }
  void Close(std::optional<uint16_t> code, std::string_view reason) override {
    if (connection_) connection_->Close(code, reason);
  }

 private:
  const base::Weak<WebSocketConnection> connection_;
};

}  // namespace

WebSocketConnection::WebSocketConnection(Owner& owner, loop::Loop& loop,
                                         std::unique_ptr<loop::TcpStream> stream,
                                         SocketWriter writer, std::string_view early)
    : owner_(&owner),
      loop_(loop),
      stream_(std::move(stream)),
      out_(std::move(writer)),
      reader_(WebSocketReader::From::kClient, owner.options().max_websocket_message_bytes),
      writer_(WebSocketWriter::As::kServer, out_),
      backlog_(early),
      heard_millis_(loop.NowMillis()) {
  stream_->set_listener(this);
  stream_->StopReading();
  if (absl::Status status = out_.Uncork(); !status.ok()) Break(std::string(status.message()));
}

std::unique_ptr<WebSocket> WebSocketConnection::Handle() {
  return std::make_unique<http::Handle>(weak_.Get());
}

void WebSocketConnection::Orphan() {
  const bool unwritten = out_.pending() > 0;
  CloseSocket(unwritten);
  Tell({kCloseAbnormal, "", false, "the server is stopping"});
  owner_ = nullptr;
}

void WebSocketConnection::OnBeforeWait() {
  before_wait_called_for_ = false;
  Flush();
}

void WebSocketConnection::CheckDeadlines(int64_t now_millis) {
  const ServerOptions& options = owner_->options();
  switch (phase_) {
    case Phase::kClosed:
      return;
    case Phase::kLingering:
      if (now_millis >= linger_until_millis_) CloseSocket(false);
      return;
    case Phase::kClosing:
      if (now_millis < close_until_millis_) break;
      return Break("the client does not answer the close frame");
    case Phase::kAnswering:
      if (now_millis >= close_until_millis_) AnswerClose(peer_code_, "");
      break;
    case Phase::kOpen:
    case Phase::kFlushing:
      break;
  }
  if (out_.Stalled(now_millis, options.write_stall_millis)) {
    return Break("the client takes nothing");
  }
  if (phase_ != Phase::kOpen) return;
  if (!stream_->reading()) {
    // A client that nobody has read from yet cannot have said that it closes.
    if (stream_->Broken() || (!was_wanted_ && stream_->PeerHasEnded())) {
      Break("the client has gone");
    }
    return;
  }
  if (now_millis - heard_millis_ < options.websocket_ping_millis) return;
  if (pinged_millis_ < 0) {
    pinged_millis_ = now_millis;
    writer_.Ping("");
    Flush();
  } else if (now_millis - pinged_millis_ >= options.websocket_ping_millis) {
    Break("the client does not answer a ping");
  }
}

void WebSocketConnection::SetCallbacks(WebSocket::Callbacks callbacks) {
  callbacks_ = std::move(callbacks);
  if (told_ && callbacks_.on_end) {
    std::exchange(callbacks_, {}).on_end({kCloseAbnormal, "", false, "the client has gone"});
  }
}

void WebSocketConnection::SetReading(bool wanted) {
  if (wanted && !wanted_) {
    heard_millis_ = loop_.NowMillis();
    pinged_millis_ = -1;
  }
  was_wanted_ = was_wanted_ || wanted;
  wanted_ = wanted;
  if (phase_ == Phase::kOpen) Process();
}

void WebSocketConnection::Send(WebSocketMessage message) {
  if (phase_ != Phase::kOpen && phase_ != Phase::kAnswering) return;
  writer_.Message(std::move(message));
  const size_t most = owner_->options().max_websocket_backlog_bytes;
  if (out_.blocked() && out_.pending() > most) {
    return Break(absl::StrCat("the client is slow: more than ", most, " octets wait for it"));
  }
  FlushSoon();
  if (out_.pending() > kTellDrained) fills_ = true;
}

void WebSocketConnection::Close(std::optional<uint16_t> code, std::string_view reason) {
  if (phase_ == Phase::kAnswering) return AnswerClose(code, reason);
  if (phase_ != Phase::kOpen) return;
  writer_.Close(code, reason);
  phase_ = Phase::kClosing;
  close_until_millis_ = loop_.NowMillis() + owner_->options().websocket_close_millis;
  if (Flush()) Process();
}

void WebSocketConnection::HandleDropped() {
  callbacks_ = {};
  told_ = true;
  Close(phase_ == Phase::kAnswering ? peer_code_ : kCloseGoingAway, "");
}

std::span<char> WebSocketConnection::OnAllocate() { return buffer_ = loop_.read_buffer(); }

void WebSocketConnection::OnRead(size_t size) {
  heard_millis_ = loop_.NowMillis();
  pinged_millis_ = -1;
  if (phase_ == Phase::kLingering) {
    lingered_ += size;
    if (lingered_ > kMaxLingered) CloseSocket(false);
    return;
  }
  backlog_.append(buffer_.data(), size);
  Process();
}

void WebSocketConnection::OnEnd() {
  peer_ended_ = true;
  if (phase_ == Phase::kLingering) return CloseSocket(false);
  Process();
}

void WebSocketConnection::OnError(const absl::Status& status) {
  Break(std::string(status.message()));
}

void WebSocketConnection::OnWritten() {
  if (absl::Status status = out_.OnWritten(); !status.ok()) {
    return Break(std::string(status.message()));
  }
  if (phase_ == Phase::kFlushing) return GoOnFinishing();
  if (fills_ && out_.pending() == 0) {
    fills_ = false;
    if (callbacks_.on_drained) callbacks_.on_drained();
  }
  if (!processing_) Process();
}

void WebSocketConnection::OnClosed() {
  if (owner_ != nullptr) owner_->OnClosed(this);
  delete this;
}

bool WebSocketConnection::Reads() const {
  if (phase_ == Phase::kClosing) return true;
  return phase_ == Phase::kOpen && wanted_ && out_.pending() <= kMaxUnread;
}

// Acts on what has been read, as far as it is wanted now.
void WebSocketConnection::Process() {
  if (processing_) return;
  processing_ = true;
  std::string_view rest = backlog_;
  bool needs_more = false;
  while (Reads() && !needs_more) {
    const WebSocketReader::Event event = reader_.Feed(&rest);
    needs_more = event == WebSocketReader::Event::kNeedMore;
    Do(event);
  }
  backlog_.erase(0, backlog_.size() - rest.size());
  processing_ = false;
  // What the client has sent before it went counts.
  if (needs_more && peer_ended_) return Break("the client has gone without a close frame");
  if (phase_ == Phase::kFlushing) return GoOnFinishing();
  UpdateReading();
}

void WebSocketConnection::Do(WebSocketReader::Event event) {
  switch (event) {
    case WebSocketReader::Event::kNeedMore:
    case WebSocketReader::Event::kPong:
      return;
    case WebSocketReader::Event::kText:
    case WebSocketReader::Event::kBinary: {
      // Once a close frame was sent nobody waits for messages.
      if (phase_ != Phase::kOpen || !callbacks_.on_message) return;
      const bool is_text = event == WebSocketReader::Event::kText;
      return callbacks_.on_message({is_text, base::Bytes(std::move(reader_.payload()))});
    }
    case WebSocketReader::Event::kPing:
      if (phase_ != Phase::kOpen) return;
      writer_.Pong(reader_.payload());
      return FlushSoon();
    case WebSocketReader::Event::kClose: {
      const uint16_t code = reader_.close_code();
      if (phase_ == Phase::kOpen) {
        phase_ = Phase::kAnswering;
        if (code != kCloseNoStatus) peer_code_ = code;
        close_until_millis_ = loop_.NowMillis() + owner_->options().websocket_close_millis;
      } else {
        Finish();
      }
      return Tell({code, std::move(reader_.payload()), true, ""});
    }
    case WebSocketReader::Event::kFailed: {
      const WebSocketReader::Failure& failure = reader_.failure();
      if (phase_ == Phase::kOpen) writer_.Close(failure.code, failure.message);
      Finish();
      return Tell({kCloseAbnormal, "", false, failure.message});
    }
  }
}

void WebSocketConnection::UpdateReading() {
  if (phase_ == Phase::kClosed) return;
  const bool wanted = phase_ == Phase::kLingering || (Reads() && backlog_.empty());
  wanted && !peer_ended_ ? stream_->StartReading() : stream_->StopReading();
}

// Whether the connection is still good afterwards.
bool WebSocketConnection::Flush() {
  if (phase_ == Phase::kClosed) return false;
  if (absl::Status status = out_.Flush(); !status.ok()) Break(std::string(status.message()));
  return phase_ != Phase::kClosed;
}

// What is small waits for what follows it in this round.
void WebSocketConnection::FlushSoon() {
  if (out_.pending() > kMaxPutOff) {
    Flush();
  } else if (!out_.blocked() && !std::exchange(before_wait_called_for_, true)) {
    owner_->CallBeforeWait(weak_.Get());
  }
}

void WebSocketConnection::AnswerClose(std::optional<uint16_t> code, std::string_view reason) {
  writer_.Close(code, reason);
  Finish();
  if (!processing_) GoOnFinishing();
}

void WebSocketConnection::Finish() {
  phase_ = Phase::kFlushing;
  stream_->StopReading();
}

void WebSocketConnection::GoOnFinishing() {
  if (!Flush() || out_.pending() > 0) return;
  if (peer_ended_) return CloseSocket(false);
  phase_ = Phase::kLingering;
  linger_until_millis_ = loop_.NowMillis() + kLingerMillis;
  backlog_ = std::string();
  stream_->ShutdownWrites();
  UpdateReading();
}

void WebSocketConnection::Break(std::string error) {
  CloseSocket(true);
  Tell({kCloseAbnormal, "", false, std::move(error)});
}

void WebSocketConnection::CloseSocket(bool reset) {
  if (phase_ == Phase::kClosed) return;
  phase_ = Phase::kClosed;
  stream_->Close(reset);
}

void WebSocketConnection::Tell(WebSocketEnd end) {
  if (std::exchange(told_, true)) return;
  WebSocket::Callbacks callbacks = std::exchange(callbacks_, {});
  if (callbacks.on_end) callbacks.on_end(std::move(end));
}

}  // namespace http
