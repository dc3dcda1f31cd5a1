#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace web {

// Allocates for a library that takes functions to allocate with, and counts.
class CountedMemory {
 public:
  CountedMemory() = default;
  CountedMemory(const CountedMemory&) = delete;

  size_t bytes() const { return bytes_; }

  // `memory` is the CountedMemory. Null when there is no more.
  static void* Allocate(void* memory, size_t size) {
    if (size > SIZE_MAX - kHeader) return nullptr;
    auto* block = static_cast<char*>(malloc(size + kHeader));
    if (block == nullptr) return nullptr;
    memcpy(block, &size, sizeof(size));
    static_cast<CountedMemory*>(memory)->bytes_ += size;
    return block + kHeader;
  }

  static void Free(void* memory, void* address) {
    if (address == nullptr) return;
    char* block = static_cast<char*>(address) - kHeader;
    size_t size;
    memcpy(&size, block, sizeof(size));
    static_cast<CountedMemory*>(memory)->bytes_ -= size;
    free(block);
  }

 private:
  // Room for the size; keeps what malloc gives for alignment.
  static constexpr size_t kHeader = 16;

  size_t bytes_ = 0;
};

}  // namespace web
