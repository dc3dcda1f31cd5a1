#pragma once

// Compression and decompression, step by step. js-api/compression drives it.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"

namespace web {

// A stream of octets on its way through one format, in one direction. Not bound to a thread, but of
// one at a time.
class ByteTransform {
 public:
  struct Step {
    size_t read;
    size_t written;
    // kMore: more comes out without more going in. kHungry: what was given is used up. kEnd: the
    // compressed data ended, or all of it has come out; nothing more goes in.
    enum class State { kMore, kHungry, kEnd } state;
  };

  virtual ~ByteTransform() = default;

  // Takes some of `input` and fills some of `output`, neither of which is empty unless `last`,
  // which says that nothing follows `input`. kInvalidArgument for data that is not in the format.
  virtual absl::StatusOr<Step> Run(std::span<const uint8_t> input, bool last,
                                   std::span<uint8_t> output) = 0;
  // What it takes of memory at the moment.
  virtual size_t memory_bytes() const = 0;
};

// "deflate" (RFC 1950), "deflate-raw" (RFC 1951), "gzip" (RFC 1952), "brotli" (RFC 7932) or "zstd"
// (RFC 8878). kInvalidArgument for any other format.
absl::StatusOr<std::unique_ptr<ByteTransform>> NewCompressor(std::string_view format);
absl::StatusOr<std::unique_ptr<ByteTransform>> NewDecompressor(std::string_view format);

}  // namespace web
