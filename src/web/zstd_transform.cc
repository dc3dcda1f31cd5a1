#include "src/web/zstd_transform.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "zstd.h"

namespace web {
namespace {

using State = ByteTransform::Step::State;

// The window that every decoder should have (RFC 8878, section 3.1.1.1.2), and this one has: 8 MB.
constexpr int kLargestWindowBits = 23;

class ZstdCompressor final : public ByteTransform {
 public:
  ZstdCompressor() : context_(ZSTD_createCCtx()) {}
  ~ZstdCompressor() override { ZSTD_freeCCtx(context_); }

  bool ready() const {
    return context_ != nullptr &&
           !ZSTD_isError(ZSTD_CCtx_setParameter(context_, ZSTD_c_checksumFlag, 1));
  }
  size_t memory_bytes() const override { return ZSTD_sizeof_CCtx(context_); }

  absl::StatusOr<Step> Run(std::span<const uint8_t> input, bool last,
                           std::span<uint8_t> output) override {
    ZSTD_inBuffer in = {input.data(), input.size(), 0};
    ZSTD_outBuffer out = {output.data(), output.size(), 0};
    const size_t left =
        ZSTD_compressStream2(context_, &out, &in, last ? ZSTD_e_end : ZSTD_e_continue);
    if (ZSTD_isError(left)) {
      return absl::ResourceExhaustedError(absl::StrCat("zstd: ", ZSTD_getErrorName(left)));
    }
    const bool more = last || in.pos < in.size || out.pos == out.size;
    return Step{in.pos, out.pos,
                last && left == 0 ? State::kEnd
                : more            ? State::kMore
                                  : State::kHungry};
  }

 private:
  ZSTD_CCtx* const context_;
};

class ZstdDecompressor final : public ByteTransform {
 public:
  ZstdDecompressor() : context_(ZSTD_createDCtx()) {}
  ~ZstdDecompressor() override { ZSTD_freeDCtx(context_); }

  bool ready() const {
    return context_ != nullptr &&
           !ZSTD_isError(ZSTD_DCtx_setParameter(context_, ZSTD_d_windowLogMax, kLargestWindowBits));
  }
  size_t memory_bytes() const override { return ZSTD_sizeof_DCtx(context_); }

  absl::StatusOr<Step> Run(std::span<const uint8_t> input, bool,
                           std::span<uint8_t> output) override {
    // A call after the end of a frame would begin another.
    if (ended_) return Step{0, 0, State::kEnd};
    ZSTD_inBuffer in = {input.data(), input.size(), 0};
    ZSTD_outBuffer out = {output.data(), output.size(), 0};
    const size_t left = ZSTD_decompressStream(context_, &out, &in);
    if (ZSTD_isError(left)) {
      return absl::InvalidArgumentError(
          absl::StrCat("the compressed data is not valid: ", ZSTD_getErrorName(left)));
    }
    ended_ = left == 0;
    const bool more = in.pos < in.size || out.pos == out.size;
    return Step{in.pos, out.pos, ended_ ? State::kEnd : more ? State::kMore : State::kHungry};
  }

 private:
  ZSTD_DCtx* const context_;
  bool ended_ = false;
};

template <class Transform>
std::unique_ptr<ByteTransform> New() {
  auto transform = std::make_unique<Transform>();
  if (!transform->ready()) return nullptr;
  return transform;
}

}  // namespace

std::unique_ptr<ByteTransform> NewZstdCompressor() { return New<ZstdCompressor>(); }
std::unique_ptr<ByteTransform> NewZstdDecompressor() { return New<ZstdDecompressor>(); }

}  // namespace web
