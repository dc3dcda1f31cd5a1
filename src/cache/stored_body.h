#pragma once

#include "src/cache/store.h"
#include "src/http/body.h"

namespace cache {

// The octets of a found response from `offset` on: from memory, or from its file in pieces, of
// which one is read ahead of the reader by a thread of the store's. Bound to the lane of `post`.
http::Body NewStoredBody(Store& store, const Found& found, uint64_t offset, uint64_t length,
                         Poster post);

}  // namespace cache
