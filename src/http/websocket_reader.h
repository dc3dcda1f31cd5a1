#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace http {

// Reads what one end sends over a WebSocket (RFC 6455, sections 5 to 8): messages, put together
// from their frames, and control frames. No extension is known. Bound to one thread at a time.
class WebSocketReader {
 public:
  enum class Event {
    kNeedMore,  // all octets are taken
    kText,      // payload(): a message, UTF-8
    kBinary,    // payload(): a message
    kPing,      // payload(): to be sent back
    kPong,
    kClose,   // close_code(), and payload(): the reason, UTF-8; nothing may be fed any more
    kFailed,  // failure(); nothing may be fed any more
  };
  // Why the connection must be failed, as section 7.1.7 has it.
  struct Failure {
    uint16_t code = 0;  // to be sent
    std::string message;
  };

  // Whose frames they are: a client masks each, a server none (section 5.1).
  enum class From { kClient, kServer };

  // A message may have so many octets.
  WebSocketReader(From from, size_t max_message_bytes);
  ~WebSocketReader();
  WebSocketReader(const WebSocketReader&) = delete;
  WebSocketReader& operator=(const WebSocketReader&) = delete;

  // Reads octets up to the next event, and takes those from `data` that it needs no more of: a few
  // thousand may be kept inside, so that events may follow when `data` is empty.
  Event Feed(std::string_view* data);

  // Of the last event; may be moved from.
  std::string& payload();
  uint16_t close_code() const;  // kCloseNoStatus when the frame has none
  const Failure& failure() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace http
