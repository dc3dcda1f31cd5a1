#pragma once

// Native half of js-api/compression.

#include "src/engine/op.h"

namespace web {

// "native:compression":
//   newCompressor(format), newDecompressor(format) -> handle
//   step(handle, bytes, last, progress) -> Uint8Array
//       takes some of `bytes`, at most 256 KB, after which comes nothing when `last`, and returns
//       what came out, at most 64 KB. `progress`, a Uint32Array of two, gets how many octets were
//       taken, and what ByteTransform::Step::State says: 0 more comes out, 1 hungry, 2 the end
extern const engine::Module kCompressionModule;

}  // namespace web
