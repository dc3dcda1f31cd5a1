#pragma once

#include <string>
#include <vector>

#include "src/engine/byte_string.h"
#include "src/http/message.h"

namespace bindings::fetch {

// A response's head as JavaScript gets it: status, reason and whether there is a body ("1" or ""),
// then names, in lower case, and values in turn. Without the fields of the connection, and, where
// the content coding of the body is taken off (`is_decoded`), those of the body as it came.
std::vector<engine::ByteString> HeadForWorker(const http::ResponseHead& head, bool has_body,
                                              bool is_decoded);

// The content coding that is taken off for the worker; "": none.
std::string CodingOf(const http::HeaderList& headers);

}  // namespace bindings::fetch
