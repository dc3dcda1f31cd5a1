#include "src/web/zlib_transform.h"

#include <algorithm>
#include <climits>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "src/web/counted_memory.h"
#include "zlib.h"

namespace web {
namespace {

using State = ByteTransform::Step::State;

// What zlib calls windowBits: the size, and which header and trailer there are.
int WindowBits(ZlibFormat format) {
  switch (format) {
    case ZlibFormat::kZlib:
      return MAX_WBITS;
    case ZlibFormat::kRaw:
      return -MAX_WBITS;
    case ZlibFormat::kGzip:
      return MAX_WBITS + 16;
  }
  return MAX_WBITS;
}

// zlib counts in 32 bits.
unsigned int Clamp(size_t size) {
  return static_cast<unsigned int>(std::min<size_t>(size, INT_MAX));
}

class ZlibTransform : public ByteTransform {
 public:
  size_t memory_bytes() const override { return memory_.bytes(); }

 protected:
  ZlibTransform() {
    stream_.zalloc = [](void* memory, unsigned int count, unsigned int size) {
      return CountedMemory::Allocate(memory, size_t{count} * size);
    };
    stream_.zfree = &CountedMemory::Free;
    stream_.opaque = &memory_;
  }

  // Calls `code`, deflate or inflate, and says how far it came.
  template <class Code>
  int Advance(std::span<const uint8_t> input, std::span<uint8_t> output, Code code, Step* step) {
    stream_.next_in = const_cast<uint8_t*>(input.data());
    stream_.avail_in = Clamp(input.size());
    stream_.next_out = output.data();
    stream_.avail_out = Clamp(output.size());
    const int result = code();
    step->read = stream_.next_in - input.data();
    step->written = stream_.next_out - output.data();
    return result;
  }

  CountedMemory memory_;
  z_stream stream_ = {};
};

class Deflate final : public ZlibTransform {
 public:
  explicit Deflate(ZlibFormat format) {
    ready_ = deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, WindowBits(format), 8,
                          Z_DEFAULT_STRATEGY) == Z_OK;
  }
  ~Deflate() override { deflateEnd(&stream_); }

  bool ready() const { return ready_; }

  absl::StatusOr<Step> Run(std::span<const uint8_t> input, bool last,
                           std::span<uint8_t> output) override {
    Step step = {};
    const int result = Advance(
        input, output, [&] { return deflate(&stream_, last ? Z_FINISH : Z_NO_FLUSH); }, &step);
    if (result == Z_STREAM_ERROR) return absl::InternalError("zlib: the stream is broken");
    step.state = result == Z_STREAM_END                                       ? State::kEnd
                 : stream_.avail_out == 0 || step.read < input.size() || last ? State::kMore
                                                                              : State::kHungry;
    return step;
  }

 private:
  bool ready_;
};

class Inflate final : public ZlibTransform {
 public:
  explicit Inflate(ZlibFormat format) {
    ready_ = inflateInit2(&stream_, WindowBits(format)) == Z_OK;
  }
  ~Inflate() override { inflateEnd(&stream_); }

  bool ready() const { return ready_; }

  absl::StatusOr<Step> Run(std::span<const uint8_t> input, bool,
                           std::span<uint8_t> output) override {
    Step step = {};
    const int result = Advance(
        input, output, [&] { return inflate(&stream_, Z_NO_FLUSH); }, &step);
    switch (result) {
      case Z_STREAM_END:
        step.state = State::kEnd;
        return step;
      case Z_OK:
      case Z_BUF_ERROR:
        step.state =
            stream_.avail_out == 0 || step.read < input.size() ? State::kMore : State::kHungry;
        return step;
      case Z_NEED_DICT:
        return absl::InvalidArgumentError("the compressed data needs a dictionary");
      case Z_MEM_ERROR:
        return absl::ResourceExhaustedError("zlib: there is no memory");
      default:
        return absl::InvalidArgumentError(absl::StrCat("the compressed data is not valid",
                                                       stream_.msg == nullptr ? "" : ": ",
                                                       stream_.msg == nullptr ? "" : stream_.msg));
    }
  }

 private:
  bool ready_;
};

template <class Transform>
std::unique_ptr<ByteTransform> New(ZlibFormat format) {
  auto transform = std::make_unique<Transform>(format);
  if (!transform->ready()) return nullptr;
  return transform;
}

}  // namespace

std::unique_ptr<ByteTransform> NewDeflate(ZlibFormat format) { return New<Deflate>(format); }
std::unique_ptr<ByteTransform> NewInflate(ZlibFormat format) { return New<Inflate>(format); }

}  // namespace web
