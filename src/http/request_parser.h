#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "src/http/message.h"
#include "src/http/refusal.h"

namespace http {

// Reads the requests of one connection from the octets that a client sends (RFC 9112), strictly:
// what a lenient parser would mend is refused. A head that comes in pieces is kept until it is
// complete; octets of a body are not.
class RequestParser {
 public:
  struct Limits {
    size_t max_header_bytes;  // of the whole head
    size_t max_header_fields;
    size_t max_target_bytes;
    uint64_t max_body_bytes;
  };

  enum class Event {
    kNeedMore,  // all octets are taken
    kHead,      // a request's head is complete
    kEnd,       // a request's body is complete; for requests that have one
    kRefused,   // the octets are no request that can be served; nothing may be fed any more
  };

  // How the message is framed and what the client expects of the connection.
  struct Framing {
    bool http_1_0 = false;
    bool keep_alive = true;
    bool expects_continue = false;           // RFC 9110, section 10.1.1
    bool has_body = false;                   // one of at least an octet, or chunked
    std::optional<uint64_t> content_length;  // of the body, if it was announced
  };

  explicit RequestParser(const Limits& limits);
  ~RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  // Reads octets, at least one, up to the next event and says in `consumed` how many those were.
  Event Feed(std::string_view data, size_t* consumed);

  // Whether some octets of a head, and not all, have been read.
  bool in_head() const;

  // After kHead, until the next Feed; may be moved from. The peer's address, and the authority of a
  // request that names none, are left empty.
  RequestHead& head();
  const Framing& framing() const;
  // The pieces of the body that Feed has just read, in order. They refer to its data.
  const std::vector<std::string_view>& body() const;
  // After kRefused.
  const Refusal& refusal() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace http
