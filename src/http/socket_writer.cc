#include "src/http/socket_writer.h"

#include <algorithm>
#include <utility>

namespace http {

absl::Status SocketWriter::Write(std::string_view before, base::Bytes body,
                                 std::string_view after) {
  size_t written = 0;
  if (pending() == 0) {
    std::string_view pieces[3];
    size_t count = 0;
    for (std::string_view piece : {before, body.view(), after}) {
      if (!piece.empty()) pieces[count++] = piece;
    }
    absl::StatusOr<size_t> taken = stream_.TryWrite({pieces, count});
    if (!taken.ok()) return taken.status();
    written = *taken;
  }
  const auto skip = [&written](size_t size) {
    const size_t skipped = std::min(written, size);
    written -= skipped;
    return skipped;
  };
  before.remove_prefix(skip(before.size()));
  if (!before.empty()) Enqueue(base::Bytes::Copy(before));
  const size_t of_body = skip(body.size());
  if (of_body < body.size()) Enqueue(body.Slice(of_body));
  after.remove_prefix(skip(after.size()));
  if (!after.empty()) Enqueue(base::Bytes::Copy(after));
  if (writing_ == 0 && queued_ > 0) WriteQueue();
  return absl::OkStatus();
}

void SocketWriter::Enqueue(base::Bytes piece) {
  queued_ += piece.size();
  queue_.push_back(std::move(piece));
}

void SocketWriter::WriteQueue() {
  writing_ = std::exchange(queued_, 0);
  stream_.WriteLater(std::exchange(queue_, {}));
}

void SocketWriter::OnWritten() {
  writing_ = 0;
  if (queued_ > 0) WriteQueue();
}

bool SocketWriter::Stalled(int64_t now_millis, int64_t stall_millis) {
  const size_t left = pending() == 0 ? 0 : queued_ + stream_.UnwrittenSize();
  if (left == 0 || left != last_left_) {
    last_left_ = left;
    last_progress_millis_ = now_millis;
    return false;
  }
  return now_millis - last_progress_millis_ >= stall_millis;
}

}  // namespace http
