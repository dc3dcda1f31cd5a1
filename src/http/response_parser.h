#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/http/message.h"

namespace http {

// Reads the responses of one connection from the octets that a server sends (RFC 9112), strictly:
// what others might read as another message, or as more than one, is refused. Interim responses
// (1xx) are passed over. A head that comes in pieces is kept until it is complete; octets of a body
// are not.
class ResponseParser {
 public:
  struct Limits {
    size_t max_head_bytes;
    size_t max_fields;
  };

  enum class Event {
    kNeedMore,  // all octets are taken
    kHead,      // a response's head is complete
    kEnd,       // a response's body is complete; for responses that have one
    kRefused,   // the octets are no response to the request; nothing may be fed any more
  };

  // How the message is framed, and whether another may follow on the connection.
  struct Framing {
    bool keep_alive = true;
    bool has_body = false;                   // one of at least an octet, chunked, or until the end
    bool until_close = false;                // the body lasts as long as the connection
    std::optional<uint64_t> content_length;  // of the body; of HEAD, the one that it would have
  };

  explicit ResponseParser(const Limits& limits);
  ~ResponseParser();
  ResponseParser(const ResponseParser&) = delete;
  ResponseParser& operator=(const ResponseParser&) = delete;

  // What follows is the response to a request, with the method HEAD or not; `switches`: one that
  // may be answered with 101, which ends what this reads. To be called before the first response
  // and when one is complete.
  void Begin(bool head_method, bool switches = false);

  // Reads octets, at least one, up to the next event and says in `consumed` how many those were.
  Event Feed(std::string_view data, size_t* consumed);
  // The server sends no more: kEnd when that ends a body, kRefused otherwise.
  Event Finish();

  // Whether no octet of the response has been read.
  bool untouched() const;

  // After kHead, until the next Feed; may be moved from.
  ResponseHead& head();
  const Framing& framing() const;
  // The pieces of the body that Feed has just read, in order. They refer to its data.
  const std::vector<std::string_view>& body() const;
  // After kRefused: what was found and expected, one line.
  const std::string& problem() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace http
