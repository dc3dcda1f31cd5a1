#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "src/http/refusal.h"

namespace http {

// The first line of a request (RFC 9112, section 3). Refers to the text it was parsed from.
struct RequestLine {
  std::string_view method;
  std::string_view target;
  bool http_1_0 = false;
};

// Parses `text`, which ends before the line's CR LF: method SP target SP version, one space each.
// Refuses with 400 what is malformed, with 414 a target above `max_target_bytes`, with 505 another
// version than 1.0 and 1.1.
std::optional<Refusal> ParseRequestLine(std::string_view text, size_t max_target_bytes,
                                        RequestLine* line);

}  // namespace http
