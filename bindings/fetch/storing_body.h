#pragma once

#include <memory>

#include "src/cache/store.h"
#include "src/http/body.h"

namespace bindings::fetch {

// A body whose octets are stored as they are read: when it has been read to its end, the response
// is stored; when the reader goes before, it is not. The reader waits for a store that is slower.
// Bound to the lane of `post`.
http::Body NewStoringBody(http::Body body, std::unique_ptr<cache::Insertion> into,
                          cache::Poster post);

}  // namespace bindings::fetch
