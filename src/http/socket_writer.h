#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "src/base/bytes.h"
#include "src/loop/tcp.h"

namespace http {

// Writes to a socket in order: at once what the kernel takes, the rest when it has room. Bound to
// the loop's thread.
class SocketWriter {
 public:
  explicit SocketWriter(loop::TcpStream& stream) : stream_(stream) {}

  // Writes `before`, `body`, `after`. Only what is not written at once is copied, and of `body`
  // nothing. An error means that the connection is broken.
  absl::Status Write(std::string_view before, base::Bytes body, std::string_view after);
  // To be called by the stream's OnWritten.
  void OnWritten();

  // Octets that wait for the kernel.
  size_t pending() const { return queued_ + writing_; }
  // Whether the client has taken nothing since `now_millis` first passed this, `stall_millis` ago.
  bool Stalled(int64_t now_millis, int64_t stall_millis);

 private:
  void Enqueue(base::Bytes piece);
  void WriteQueue();

  loop::TcpStream& stream_;
  std::vector<base::Bytes> queue_;
  size_t queued_ = 0;
  size_t writing_ = 0;  // given to WriteLater, all of it
  size_t last_left_ = 0;
  int64_t last_progress_millis_ = 0;
};

}  // namespace http
