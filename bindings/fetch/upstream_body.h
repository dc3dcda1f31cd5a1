#pragma once

#include <string_view>

#include "src/http/body.h"

namespace bindings::fetch {

// The name of the format (web::NewDecompressor) of a content coding (RFC 9110, section 8.4.1); ""
// for one that is not understood, or more than one.
std::string_view FormatOf(std::string_view content_encoding);

// The body of a response as a worker reads it: without the content coding that it came in, with
// errors that become TypeErrors. `content_encoding`: "" or one that FormatOf knows.
http::Body NewUpstreamBody(http::Body body, std::string_view content_encoding);

}  // namespace bindings::fetch
