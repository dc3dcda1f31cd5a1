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

// Reads the requests of one connection from the octets that a client sends (RFC 9112), strictly:
// what a lenient parser would mend is an error. Holds no octets of a body.
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
    kHead,      // a request's head is complete: TakeHead
    kEnd,       // the message is complete; the next octets begin another one
    kError,     // the octets are no request that can be served: error
  };

  // How the message is framed and what the client expects of the connection.
  struct Framing {
    bool http_1_0 = false;
    bool keep_alive = true;
    bool expects_continue = false;  // RFC 9110, section 10.1.1
    bool has_body = false;
    std::optional<uint64_t> content_length;  // of the body, if it was announced
  };

  // The status that answers what cannot be served, and why in one line.
  struct Error {
    int status = 400;
    std::string message;
  };

  explicit RequestParser(const Limits& limits);
  ~RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  // Reads octets up to the next event and says in `consumed` how many those were. The octets of a
  // body among them are in body(), which refers to `data`.
  Event Feed(std::string_view data, size_t* consumed);

  // Whether some octets of a head, and not all, have been read.
  bool in_head() const;

  // After kHead, until the next Feed. The peer's address and the authority of a request without
  // one are the caller's to fill in.
  RequestHead& head();
  const Framing& framing() const;
  // After Feed: pieces of the body, in order.
  const std::vector<std::string_view>& body() const;
  // After kError.
  const Error& error() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace http
