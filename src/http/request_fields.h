#pragma once

#include <optional>
#include <string_view>

#include "src/http/message.h"
#include "src/http/refusal.h"

namespace http {

// What the server itself reads of a request's header fields.
struct RequestFields {
  std::string_view host;
  bool chunked = false;           // Transfer-Encoding: chunked
  bool expects_continue = false;  // RFC 9110, section 10.1.1
};

// Reads them, and refuses what leaves in doubt whom the request is for (RFC 9112, section 3.2) or
// where its body ends (section 6.1). Content-Length is the parser's.
std::optional<Refusal> ReadRequestFields(const HeaderList& headers, bool http_1_0,
                                         RequestFields* fields);

}  // namespace http
