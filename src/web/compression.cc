#include "src/web/compression.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "src/base/bytes.h"
#include "src/web/byte_transform.h"

namespace web {
namespace {

// What one call may take, so that it takes no time to speak of: nobody can interrupt it.
constexpr size_t kMostInput = size_t{256} << 10;
constexpr size_t kMostOutput = size_t{64} << 10;

absl::StatusOr<std::unique_ptr<ByteTransform>> NewCompressorOp(engine::Call&, std::string format) {
  return NewCompressor(format);
}

absl::StatusOr<std::unique_ptr<ByteTransform>> NewDecompressorOp(engine::Call&,
                                                                 std::string format) {
  return NewDecompressor(format);
}

absl::StatusOr<base::Bytes> StepOp(engine::Call&, engine::Handle<ByteTransform> transform,
                                   std::span<const uint8_t> input, bool last,
                                   std::span<uint8_t> progress) {
  uint32_t fields[2];  // octets taken, the state
  if (progress.size() != sizeof(fields)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the view for the progress has ", progress.size(), " octets; expected ", sizeof(fields)));
  }
  const std::span<const uint8_t> taken = input.first(std::min(input.size(), kMostInput));
  auto output = std::make_shared_for_overwrite<uint8_t[]>(kMostOutput);
  absl::StatusOr<ByteTransform::Step> step = transform->Run(
      taken, last && taken.size() == input.size(), std::span(output.get(), kMostOutput));
  transform.SetBytes(transform->memory_bytes());
  if (!step.ok()) return step.status();
  fields[0] = static_cast<uint32_t>(step->read);
  fields[1] = static_cast<uint32_t>(step->state);
  memcpy(progress.data(), fields, sizeof(fields));
  const uint8_t* begin = output.get();
  // A large block that is nearly empty is not worth keeping.
  if (step->written < kMostOutput / 2) {
    return base::Bytes::Copy(std::span(begin, step->written));
  }
  return base::Bytes(std::move(output), begin, step->written);
}

constexpr engine::Op kCompressionOps[] = {
    engine::Bind<&NewCompressorOp>("newCompressor"),
    engine::Bind<&NewDecompressorOp>("newDecompressor"),
    engine::Bind<&StepOp>("step"),
};

}  // namespace

constinit const engine::Module kCompressionModule = {"native:compression", kCompressionOps};

}  // namespace web
