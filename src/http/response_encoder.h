#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "src/http/message.h"

namespace http {

// How the body of a response is delimited (RFC 9112, section 6).
struct ResponseFraming {
  enum class Body {
    kNone,    // no octets at all: HEAD, 204, 304
    kLength,  // Content-Length octets
    kChunked,
    kUntilClose  // for HTTP/1.0
  };
  Body body = Body::kLength;
  std::optional<uint64_t> length;  // announced; also of the body that HEAD leaves out
};

// What the connection knows of the request that is answered.
struct AnsweredRequest {
  bool head_method = false;
  bool http_1_0 = false;
  // Whether the connection stays open afterwards.
  bool keep_alive = true;
};

// Decides how the body is delimited. `length`: octets of the body, if known; what the response's
// own Content-Length announces counts where it may (RFC 9110, section 8.6).
ResponseFraming FrameResponse(const ResponseHead& head, std::optional<uint64_t> length,
                              const AnsweredRequest& request);

// Appends status line, fields and the empty line to `out`. `date`: the value of Date.
void EncodeResponseHead(const ResponseHead& head, const ResponseFraming& framing,
                        const AnsweredRequest& request, std::string_view date, std::string* out);

}  // namespace http
