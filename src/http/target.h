#pragma once

#include <string_view>

#include "src/http/message.h"

namespace http {

// Whether `text` may be the authority of a URL without user information: a host and perhaps a
// port (RFC 9110, section 4.2.3). Empty is one: a Host field may be.
bool IsAuthority(std::string_view text);

// Checks the request's target as it was sent (RFC 9112, section 3.2) and leaves origin-form or "*"
// in `head.target`; what an absolute form says of scheme and authority goes to their places.
// Returns null, or what is wrong in one line.
const char* SplitTarget(RequestHead& head);

}  // namespace http
