#pragma once

#include <memory>

#include "src/web/byte_transform.h"

namespace web {

enum class ZlibFormat { kZlib, kRaw, kGzip };

// Null when there is no memory.
std::unique_ptr<ByteTransform> NewDeflate(ZlibFormat format);
std::unique_ptr<ByteTransform> NewInflate(ZlibFormat format);

}  // namespace web
