#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "src/http/message.h"

namespace http {

// How a request's body is delimited (RFC 9112, section 6).
struct RequestFraming {
  enum class Body { kNone, kLength, kChunked };
  Body body = Body::kNone;
  uint64_t length = 0;
  bool websocket = false;  // the connection is to become one (RFC 6455, section 4.1)
};

// `has_body`: whether there is one; `length`: its octets, if known.
RequestFraming FrameRequest(const RequestHead& head, bool has_body, std::optional<uint64_t> length);

// Whether the fields are ones that HTTP/1.1 can carry: what would end a line or a field is refused.
bool IsEncodable(const RequestHead& head);

// Appends request line, fields and the empty line to `out`. Fields of the connection (RFC 9110,
// section 7.6.1), and what the client itself says of host and body, are left out.
void EncodeRequestHead(const RequestHead& head, const RequestFraming& framing, std::string* out);

// Whether a field is one connection's business and is not forwarded, by name and by the names that
// Connection lists.
class ConnectionFields {
 public:
  explicit ConnectionFields(const HeaderList& headers);
  bool Has(std::string_view name) const;

 private:
  std::string listed_;  // lower case, with commas around each
};

// Whether a field is sent as the caller has it: not one connection's business, nor what the client
// itself says of host and body.
bool IsSentAsGiven(const ConnectionFields& connection, std::string_view name);

}  // namespace http
