#pragma once

#include <cstdint>
#include <string_view>

#include "src/cache/head_code.h"
#include "src/cache/selection.h"
#include "src/http/message.h"

namespace cache {

// What a request gets of a stored response (see Select): all of it where its status is not 200.
Selection SelectStored(const http::HeaderList& request, const StoredHead& stored, uint64_t length);

// The head of that: the stored fields with Age (RFC 9111, section 5.1), Content-Length,
// Content-Range, and CF-Cache-Status, which is `word`. `length`: of the stored body.
http::ResponseHead Answer(const StoredHead& stored, const Selection& selection, uint64_t length,
                          int64_t now_millis, std::string_view word);

}  // namespace cache
