#include "src/web/brotli_transform.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "brotli/decode.h"
#include "brotli/encode.h"
#include "src/web/counted_memory.h"

namespace web {
namespace {

using State = ByteTransform::Step::State;

// About as fast as gzip's usual level, and smaller. The library's own default is for what is
// compressed once and sent for years.
constexpr uint32_t kQuality = 5;
// 256 KB of window: what an isolate can pay for.
constexpr uint32_t kWindowBits = 18;

class BrotliEncoder final : public ByteTransform {
 public:
  BrotliEncoder()
      : state_(
            BrotliEncoderCreateInstance(&CountedMemory::Allocate, &CountedMemory::Free, &memory_)) {
    if (state_ == nullptr) return;
    BrotliEncoderSetParameter(state_, BROTLI_PARAM_QUALITY, kQuality);
    BrotliEncoderSetParameter(state_, BROTLI_PARAM_LGWIN, kWindowBits);
  }
  ~BrotliEncoder() override { BrotliEncoderDestroyInstance(state_); }

  bool ready() const { return state_ != nullptr; }
  size_t memory_bytes() const override { return memory_.bytes(); }

  absl::StatusOr<Step> Run(std::span<const uint8_t> input, bool last,
                           std::span<uint8_t> output) override {
    size_t in = input.size();
    size_t out = output.size();
    const uint8_t* next_in = input.data();
    uint8_t* next_out = output.data();
    if (!BrotliEncoderCompressStream(state_,
                                     last ? BROTLI_OPERATION_FINISH : BROTLI_OPERATION_PROCESS, &in,
                                     &next_in, &out, &next_out, nullptr)) {
      return absl::ResourceExhaustedError("brotli: there is no memory");
    }
    const bool more = in > 0 || BrotliEncoderHasMoreOutput(state_);
    return Step{input.size() - in, output.size() - out,
                BrotliEncoderIsFinished(state_) ? State::kEnd
                : more || last                  ? State::kMore
                                                : State::kHungry};
  }

 private:
  CountedMemory memory_;
  BrotliEncoderState* const state_;
};

class BrotliDecoder final : public ByteTransform {
 public:
  BrotliDecoder()
      : state_(BrotliDecoderCreateInstance(&CountedMemory::Allocate, &CountedMemory::Free,
                                           &memory_)) {}
  ~BrotliDecoder() override { BrotliDecoderDestroyInstance(state_); }

  bool ready() const { return state_ != nullptr; }
  size_t memory_bytes() const override { return memory_.bytes(); }

  absl::StatusOr<Step> Run(std::span<const uint8_t> input, bool,
                           std::span<uint8_t> output) override {
    size_t in = input.size();
    size_t out = output.size();
    const uint8_t* next_in = input.data();
    uint8_t* next_out = output.data();
    const BrotliDecoderResult result =
        BrotliDecoderDecompressStream(state_, &in, &next_in, &out, &next_out, nullptr);
    Step step = {input.size() - in, output.size() - out, State::kHungry};
    switch (result) {
      case BROTLI_DECODER_RESULT_SUCCESS:
        step.state = State::kEnd;
        return step;
      case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT:
        step.state = State::kMore;
        return step;
      case BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT:
        return step;
      default:
        return absl::InvalidArgumentError(
            absl::StrCat("the compressed data is not valid: ",
                         BrotliDecoderErrorString(BrotliDecoderGetErrorCode(state_))));
    }
  }

 private:
  CountedMemory memory_;
  BrotliDecoderState* const state_;
};

template <class Transform>
std::unique_ptr<ByteTransform> New() {
  auto transform = std::make_unique<Transform>();
  if (!transform->ready()) return nullptr;
  return transform;
}

}  // namespace

std::unique_ptr<ByteTransform> NewBrotliEncoder() { return New<BrotliEncoder>(); }
std::unique_ptr<ByteTransform> NewBrotliDecoder() { return New<BrotliDecoder>(); }

}  // namespace web
