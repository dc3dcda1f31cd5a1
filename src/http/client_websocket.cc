#include "src/http/client_websocket.h"

#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/base/weak.h"
#include "src/http/websocket_reader.h"
#include "src/http/websocket_writer.h"
#include "src/loop/timer.h"

namespace http {
namespace {

// A server that leaves this much unread is not read from.
constexpr size_t kMaxUnread = size_t{1} << 20;
// More than this that is unwritten is told of when it is written.
constexpr size_t kTellDrained = size_t{64} << 10;

class ClientWebSocket final : public WebSocket,
                              private net::Stream::Listener,
                              private WebSocketWriter::Out {
 public:
  ClientWebSocket(loop::Loop& loop, std::unique_ptr<net::Stream> stream, std::string early,
                  const ClientWebSocketOptions& options)
      : options_(options),
        stream_(std::move(stream)),
        reader_(WebSocketReader::From::kServer, options.max_message_bytes),
        writer_(WebSocketWriter::As::kClient, static_cast<WebSocketWriter::Out&>(*this)),
        backlog_(std::move(early)),
        close_timer_(loop),
        ping_timer_(loop) {
    stream_->set_listener(this);
    stream_->StopReading();
    WaitForSilence();
  }
  ~ClientWebSocket() override {
    callbacks_ = {};
    if (phase_ != Phase::kOpen) return;
    writer_.Close(kCloseGoingAway, "");
    Flush();
  }

  void SetCallbacks(Callbacks callbacks) override {
    callbacks_ = std::move(callbacks);
    if (told_ && callbacks_.on_end) std::exchange(callbacks_, {}).on_end(end_);
  }
  void SetReading(bool wanted) override {
    if (wanted && !wanted_) heard_ = true;
    wanted_ = wanted;
    Process();
  }
  void Send(WebSocketMessage message) override {
    if (phase_ != Phase::kOpen) return;
    writer_.Message(std::move(message));
    if (!Flush()) return;
    if (unsent() > kTellDrained) fills_ = true;
    if (unsent() <= options_.max_backlog_bytes) return;
    Break(absl::StrCat("the server is slow: more than ", options_.max_backlog_bytes,
                       " octets wait for it"));
  }
  size_t unsent() const override { return stream_->unwritten(); }
  void Close(std::optional<uint16_t> code, std::string_view reason) override {
    if (phase_ != Phase::kOpen) return;
    writer_.Close(code, reason);
    phase_ = Phase::kClosing;
    ping_timer_.Stop();
    close_timer_.Start(options_.close_millis,
                       [this] { Break("the server does not answer the close frame"); });
    if (Flush()) Process();
  }

 private:
  // kClosing: a close frame was sent, and the server's is waited for. kEnding: both were sent, and
  // the server is to end the connection (section 7.1.1). kClosed: it has ended.
  enum class Phase { kOpen, kClosing, kEnding, kClosed };

  // WebSocketWriter::Out
  std::string& text() override { return text_; }
  void Append(base::Bytes piece) override {
    if (!text_.empty()) pieces_.emplace_back(std::exchange(text_, std::string()));
    pieces_.push_back(std::move(piece));
  }

  // net::Stream::Listener
  void OnData(std::string_view data, const std::shared_ptr<const void>&) override {
    if (phase_ == Phase::kEnding) return;
    heard_ = true;
    backlog_.append(data);
    Process();
  }
  void OnEnd() override {
    peer_ended_ = true;
    if (phase_ == Phase::kEnding) return Drop();
    Process();
  }
  void OnError(const absl::Status& status) override {
    phase_ == Phase::kEnding ? Drop() : Break(std::string(status.message()));
  }
  void OnWritten() override {
    if (phase_ != Phase::kOpen) return;
    const base::Weak<ClientWebSocket> weak = weak_.Get();
    if (std::exchange(fills_, false) && callbacks_.on_drained) callbacks_.on_drained();
    if (weak && phase_ == Phase::kOpen) Process();
  }

  void WaitForSilence() {
    ping_timer_.Start(options_.ping_millis, [this] { AskWhetherItIsThere(); });
  }
  void AskWhetherItIsThere() {
    // Nothing is heard of a server that nobody listens to.
    if (!Reads()) heard_ = true;
    if (std::exchange(heard_, false)) {
      pinged_ = false;
    } else if (std::exchange(pinged_, true)) {
      return Break("the server does not answer a ping");
    } else {
      writer_.Ping("");
      if (!Flush()) return;
    }
    WaitForSilence();
  }

  bool Reads() const {
    if (phase_ == Phase::kClosing) return true;
    return phase_ == Phase::kOpen && wanted_ && stream_->unwritten() <= kMaxUnread;
  }

  // Acts on what has been read, as far as it is wanted now. The last that is done in a call.
  void Process() {
    if (processing_ || phase_ == Phase::kClosed) return;
    const base::Weak<ClientWebSocket> weak = weak_.Get();
    processing_ = true;
    std::string backlog = std::exchange(backlog_, std::string());
    std::string_view rest = backlog;
    bool needs_more = false;
    while (weak && Reads() && !needs_more) {
      const WebSocketReader::Event event = reader_.Feed(&rest);
      needs_more = event == WebSocketReader::Event::kNeedMore;
      Do(event);
    }
    if (!weak) return;
    processing_ = false;
    backlog_ = rest.size() == backlog.size() ? std::move(backlog) : std::string(rest);
    if (phase_ == Phase::kClosed) return;
    if (needs_more && peer_ended_) return Break("the server has gone without a close frame");
    const bool reads = phase_ == Phase::kEnding || (Reads() && backlog_.empty());
    reads && !peer_ended_ ? stream_->StartReading() : stream_->StopReading();
  }

  void Do(WebSocketReader::Event event) {
    switch (event) {
      case WebSocketReader::Event::kNeedMore:
      case WebSocketReader::Event::kPong:
        return;
      case WebSocketReader::Event::kText:
      case WebSocketReader::Event::kBinary:
        if (phase_ != Phase::kOpen || !callbacks_.on_message) return;
        return callbacks_.on_message(
            {event == WebSocketReader::Event::kText, base::Bytes(std::move(reader_.payload()))});
      case WebSocketReader::Event::kPing:
        if (phase_ != Phase::kOpen) return;
        writer_.Pong(reader_.payload());
        Flush();
        return;
      case WebSocketReader::Event::kClose: {
        const uint16_t code = reader_.close_code();
        if (phase_ == Phase::kOpen) {
          writer_.Close(code == kCloseNoStatus ? std::nullopt : std::optional(code), "");
        }
        Finish();
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

  // Whether the connection is still good afterwards.
  bool Flush() {
    if (!text_.empty()) pieces_.emplace_back(std::exchange(text_, std::string()));
    if (pieces_.empty() || phase_ == Phase::kClosed) return phase_ != Phase::kClosed;
    if (stream_->Write(std::exchange(pieces_, {})).ok()) return true;
    Break("the connection is broken");
    return false;
  }

  void Finish() {
    phase_ = Phase::kEnding;
    ping_timer_.Stop();
    close_timer_.Start(options_.close_millis, [this] { Drop(); });
    Flush();
  }
  void Drop() {
    phase_ = Phase::kClosed;
    close_timer_.Stop();
    ping_timer_.Stop();
    stream_->StopReading();
  }
  void Break(std::string error) {
    Drop();
    Tell({kCloseAbnormal, "", false, std::move(error)});
  }
  void Tell(WebSocketEnd end) {
    if (std::exchange(told_, true)) return;
    end_ = std::move(end);
    Callbacks callbacks = std::exchange(callbacks_, {});
    if (callbacks.on_end) callbacks.on_end(end_);
  }

  const ClientWebSocketOptions options_;
  const std::unique_ptr<net::Stream> stream_;
  WebSocketReader reader_;
  WebSocketWriter writer_;
  Callbacks callbacks_;
  Phase phase_ = Phase::kOpen;
  bool told_ = false;
  WebSocketEnd end_;
  bool wanted_ = false;
  bool peer_ended_ = false;
  bool processing_ = false;
  std::string backlog_;  // read, and not parsed yet
  std::string text_;     // what goes out next, behind pieces_
  std::vector<base::Bytes> pieces_;
  bool heard_ = false;   // of the server, since the ping timer was started
  bool pinged_ = false;  // and whether it was asked before
  bool fills_ = false;   // whether on_drained is due when all is written
  loop::Timer close_timer_;
  loop::Timer ping_timer_;
  base::WeakOwner<ClientWebSocket> weak_{this};
};

}  // namespace

std::unique_ptr<WebSocket> NewClientWebSocket(loop::Loop& loop, std::unique_ptr<net::Stream> stream,
                                              std::string early,
                                              const ClientWebSocketOptions& options) {
  return std::make_unique<ClientWebSocket>(loop, std::move(stream), std::move(early), options);
}

}  // namespace http
