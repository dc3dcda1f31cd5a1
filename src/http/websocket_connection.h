#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "src/base/weak.h"
#include "src/http/server.h"
#include "src/http/socket_writer.h"
#include "src/http/websocket.h"
#include "src/http/websocket_reader.h"
#include "src/http/websocket_writer.h"
#include "src/loop/tcp.h"

namespace http {

// A connection whose handshake is over, at the server's end. Bound to the loop's thread; it lives
// until its socket is closed, and then deletes itself.
class WebSocketConnection final : private loop::TcpStream::Listener {
 public:
  // What connections share. It may go before they are closed, and then calls Orphan.
  class Owner {
   public:
    virtual const ServerOptions& options() const = 0;
    // Calls OnBeforeWait in a moment, before the loop waits for I/O again.
    virtual void CallBeforeWait(base::Weak<WebSocketConnection> connection) = 0;
    // The last that is heard of `connection`.
    virtual void OnClosed(WebSocketConnection* connection) = 0;

   protected:
    ~Owner() = default;
  };

  // `writer` is the stream's; what it has not written goes first. `early`: what has been read
  // behind the handshake.
  WebSocketConnection(Owner& owner, loop::Loop& loop, std::unique_ptr<loop::TcpStream> stream,
                      SocketWriter writer, std::string_view early);

  // The handler's end. Once.
  std::unique_ptr<WebSocket> Handle();

  // The server is stopping: begins the closing handshake.
  void Drain() {
    if (phase_ == Phase::kOpen) Close(kCloseGoingAway, "");
  }
  // Closes at once; the owner is not used any more.
  void Orphan();
  // Writes what has been put off.
  void OnBeforeWait();
  // To be called now and then: acts on what has taken too long, and asks whether the client is
  // there.
  void CheckDeadlines(int64_t now_millis);

  // What the handler's end does.
  void SetCallbacks(WebSocket::Callbacks callbacks);
  void SetReading(bool wanted);
  void Send(WebSocketMessage message);
  size_t unsent() const { return out_.pending(); }
  void Close(std::optional<uint16_t> code, std::string_view reason);
  void HandleDropped();

 private:
  // kClosing: a close frame was sent, and the client's is waited for. kAnswering: the client has
  // sent one, which is answered when the handler has seen what came before it. kFlushing: nothing
  // is read any more, what is to be written goes out. kLingering: closed for writing, what still
  // comes is thrown away, so that the client sees the close frame and not a reset. kClosed: so is
  // the socket.
  enum class Phase { kOpen, kClosing, kAnswering, kFlushing, kLingering, kClosed };

  ~WebSocketConnection() override = default;

  // loop::TcpStream::Listener
  std::span<char> OnAllocate() override;
  void OnRead(size_t size) override;
  void OnEnd() override;
  void OnError(const absl::Status& status) override;
  void OnWritten() override;
  void OnClosed() override;

  // Whether messages are read: somebody wants them, or only the close frame is waited for.
  bool Reads() const;
  void Process();
  void Do(WebSocketReader::Event event);
  void UpdateReading();
  bool Flush();
  void FlushSoon();
  // Answers the client's close frame.
  void AnswerClose(std::optional<uint16_t> code, std::string_view reason);
  // Nothing more is read; the socket closes when all is written.
  void Finish();
  void GoOnFinishing();
  // The connection is of no use any more.
  void Break(std::string error);
  void CloseSocket(bool reset);
  void Tell(WebSocketEnd end);

  Owner* owner_;  // null when orphaned
  loop::Loop& loop_;
  const std::unique_ptr<loop::TcpStream> stream_;
  SocketWriter out_;
  WebSocketReader reader_;
  WebSocketWriter writer_;
  WebSocket::Callbacks callbacks_;
  bool fills_ = false;  // whether the handler is to be told when all is written

  Phase phase_ = Phase::kOpen;
  bool told_ = false;  // of the end
  bool wanted_ = false;
  bool was_wanted_ = false;  // ever
  bool peer_ended_ = false;
  bool processing_ = false;
  bool before_wait_called_for_ = false;
  std::span<char> buffer_;
  std::string backlog_;         // read, and not parsed yet
  int64_t heard_millis_;        // when the client has sent something last
  int64_t pinged_millis_ = -1;  // and when it was asked since; -1: it was not
  int64_t close_until_millis_ = 0;
  std::optional<uint16_t> peer_code_;  // of the client's close frame
  int64_t linger_until_millis_ = 0;
  uint64_t lingered_ = 0;

  base::WeakOwner<WebSocketConnection> weak_{this};
};

}  // namespace http
