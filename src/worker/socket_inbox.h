#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "src/http/websocket.h"

namespace worker {

// What a WebSocket has brought on its way from the lane, which puts it in, to the turn that shows
// it to JavaScript, which may have lost its lane. Any thread.
class SocketInbox {
 public:
  void Push(http::WebSocketMessage message) {
    absl::MutexLock lock(mutex_);
    octets_ += message.payload.size() + kOverhead;
    messages_.push_back(std::move(message));
  }
  std::optional<http::WebSocketMessage> Take() {
    absl::MutexLock lock(mutex_);
    if (messages_.empty()) return std::nullopt;
    http::WebSocketMessage first = std::move(messages_.front());
    messages_.pop_front();
    octets_ -= first.payload.size() + kOverhead;
    return first;
  }
  // Roughly what the messages in it take.
  size_t octets() const {
    absl::MutexLock lock(mutex_);
    return octets_;
  }

  void SetEnd(http::WebSocketEnd end) {
    absl::MutexLock lock(mutex_);
    end_ = std::move(end);
  }
  std::optional<http::WebSocketEnd> TakeEnd() {
    absl::MutexLock lock(mutex_);
    return std::exchange(end_, std::nullopt);
  }

 private:
  // Of a message besides its payload.
  static constexpr size_t kOverhead = 128;

  mutable absl::Mutex mutex_;
  std::deque<http::WebSocketMessage> messages_ ABSL_GUARDED_BY(mutex_);
  size_t octets_ ABSL_GUARDED_BY(mutex_) = 0;
  std::optional<http::WebSocketEnd> end_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace worker
