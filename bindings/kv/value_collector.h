#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "src/base/bytes.h"

namespace bindings {

// Octets that come one piece after the other, and are one value in the end. It grows by realloc(3),
// which moves a large block by its pages: nothing is there twice. One thread at a time.
class ValueCollector {
 public:
  ValueCollector() = default;
  ~ValueCollector();
  ValueCollector(const ValueCollector&) = delete;

  void Append(std::span<const uint8_t> octets);
  // All of it; nothing is left.
  base::Bytes Take();
  size_t size() const { return size_; }
  size_t memory_bytes() const { return sizeof(*this) + capacity_; }

 private:
  char* data_ = nullptr;  // of malloc(3)
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace bindings
