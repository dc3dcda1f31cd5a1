#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "src/base/bytes.h"
#include "src/http/websocket_writer.h"
#include "src/loop/tcp.h"

namespace http {

// What goes out on a socket, in order: small things together, large ones without being copied, at
// once what the kernel takes and the rest when it has room. Bound to the loop's thread.
class SocketWriter final : public WebSocketWriter::Out {
 public:
  explicit SocketWriter(loop::TcpStream& stream) : stream_(stream) {}
  // What has not been written yet moves along; the other writes nothing any more.
  SocketWriter(SocketWriter&& other)
      : stream_(other.stream_),
        corked_(std::exchange(other.corked_, false)),
        queue_(std::exchange(other.queue_, {})),
        queued_(std::exchange(other.queued_, 0)),
        text_(std::exchange(other.text_, {})),
        writing_(std::exchange(other.writing_, 0)) {}
  SocketWriter& operator=(SocketWriter&&) = delete;

  // Text may be appended here, such as heads and the sizes of chunks.
  std::string& text() override { return text_; }
  // Appends a body, or a piece of one.
  void Append(base::Bytes body) override;
  // Writes what has been appended. An error means that the connection is broken.
  absl::Status Flush();

  // Between these two Flush waits for more, so that several answers go out in one write.
  void Cork() { corked_ = true; }
  absl::Status Uncork();
  bool corked() const { return corked_; }

  // To be called by the stream's OnWritten.
  absl::Status OnWritten();

  // Whether the kernel takes nothing now.
  bool blocked() const { return writing_ > 0; }
  // Octets that the kernel has not been given, or has not taken.
  size_t pending() const { return writing_ + queued_ + text_.size(); }
  // Whether the client has taken nothing for `stall_millis`, as far as earlier calls have seen.
  bool Stalled(int64_t now_millis, int64_t stall_millis);

 private:
  void Enqueue(base::Bytes piece);
  void EnqueueText();
  absl::Status WriteShort();
  absl::Status WriteQueue();

  loop::TcpStream& stream_;
  bool corked_ = false;
  std::vector<base::Bytes> queue_;  // goes before text_
  size_t queued_ = 0;
  std::string text_;
  size_t writing_ = 0;  // octets that WriteLater was given
  size_t last_left_ = 0;
  int64_t last_progress_millis_ = 0;
};

}  // namespace http
