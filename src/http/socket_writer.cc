#include "src/http/socket_writer.h"

#include <string_view>
#include <utility>

namespace http {
namespace {

// Bodies up to here are copied behind their heads.
constexpr size_t kMaxCopied = size_t{8} << 10;
// More than this is written even when corked.
constexpr size_t kMaxCorked = size_t{64} << 10;
// What is kept of the memory for text when there is none.
constexpr size_t kMaxKept = size_t{16} << 10;

}  // namespace

void SocketWriter::Append(base::Bytes body) {
  if (body.size() <= kMaxCopied) {
    text_.append(body.view());
    return;
  }
  EnqueueText();
  Enqueue(std::move(body));
}

absl::Status SocketWriter::Flush() {
  if (blocked() || (corked_ && pending() <= kMaxCorked)) return absl::OkStatus();
  if (queue_.empty()) return WriteShort();
  EnqueueText();
  return WriteQueue();
}

absl::Status SocketWriter::Uncork() {
  corked_ = false;
  return Flush();
}

absl::Status SocketWriter::OnWritten() {
  writing_ = 0;
  return Flush();
}

void SocketWriter::Enqueue(base::Bytes piece) {
  queued_ += piece.size();
  queue_.push_back(std::move(piece));
}

void SocketWriter::EnqueueText() {
  if (!text_.empty()) Enqueue(base::Bytes(std::exchange(text_, {})));
}

absl::Status SocketWriter::WriteShort() {
  if (text_.empty()) return absl::OkStatus();
  const std::string_view piece = text_;
  absl::StatusOr<size_t> written = stream_.TryWrite({&piece, 1});
  if (!written.ok()) return written.status();
  if (*written < text_.size()) {
    text_.erase(0, *written);
    EnqueueText();
    return WriteQueue();
  }
  text_.clear();
  if (text_.capacity() > kMaxKept) text_.shrink_to_fit();
  return absl::OkStatus();
}

absl::Status SocketWriter::WriteQueue() {
  std::vector<std::string_view> pieces;
  pieces.reserve(queue_.size());
  for (const base::Bytes& piece : queue_) pieces.push_back(piece.view());
  absl::StatusOr<size_t> written = stream_.TryWrite(pieces);
  if (!written.ok()) return written.status();

  size_t done = 0;
  size_t skipped = *written;
  while (done < queue_.size() && queue_[done].size() <= skipped) skipped -= queue_[done++].size();
  queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(done));
  queued_ -= *written;
  if (queue_.empty()) return absl::OkStatus();
  queue_.front() = queue_.front().Slice(skipped);
  writing_ = std::exchange(queued_, 0);
  stream_.WriteLater(std::exchange(queue_, {}));
  return absl::OkStatus();
}

bool SocketWriter::Stalled(int64_t now_millis, int64_t stall_millis) {
  const size_t left = blocked() ? queued_ + text_.size() + stream_.UnwrittenSize() : 0;
  if (left == 0 || left != last_left_) {
    last_left_ = left;
    last_progress_millis_ = now_millis;
    return false;
  }
  return now_millis - last_progress_millis_ >= stall_millis;
}

}  // namespace http
