#pragma once

#include <memory>

#include "src/web/byte_transform.h"

namespace web {

// Null when there is no memory.
std::unique_ptr<ByteTransform> NewZstdCompressor();
std::unique_ptr<ByteTransform> NewZstdDecompressor();

}  // namespace web
