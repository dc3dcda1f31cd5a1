// Decompresses octets in every format, in pieces: what comes of it is an error, an end, or hunger,
// within the buffers, and each step gets somewhere. The first octet says how large the pieces are.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "absl/log/check.h"
#include "src/web/byte_transform.h"
#include "tests/fuzz/corpus.h"
#include "tests/fuzz/fuzz.h"

namespace {

using State = web::ByteTransform::Step::State;

// A few octets may become gigabytes.
constexpr size_t kEnough = size_t{1} << 20;

void Decompress(std::string_view format, std::span<const uint8_t> input, size_t size) {
  const auto transform = *web::NewDecompressor(format);
  std::vector<uint8_t> output(1000);
  for (size_t total = 0; total < kEnough;) {
    const auto piece = input.first(std::min(size, input.size()));
    const auto step = transform->Run(piece, piece.size() == input.size(), output);
    CHECK_LT(transform->memory_bytes(), size_t{32} << 20) << format;
    if (!step.ok()) {
      CHECK(step.status().code() == absl::StatusCode::kInvalidArgument) << step.status();
      return;
    }
    CHECK(step->read <= piece.size() && step->written <= output.size()) << format;
    total += step->written;
    input = input.subspan(step->read);
    if (step->state == State::kEnd) return;
    if (step->read == 0 && step->written == 0) {
      CHECK(piece.empty() || step->state == State::kHungry) << format;
      return;
    }
  }
}

// What is compressed comes back.
void GoThereAndBack(std::string_view format, std::span<const uint8_t> input) {
  std::vector<uint8_t> packed(input.size() + 1000);
  const auto compressor = *web::NewCompressor(format);
  size_t size = 0;
  for (std::span<const uint8_t> rest = input;;) {
    const auto step = compressor->Run(rest, true, std::span(packed).subspan(size));
    CHECK_OK(step);
    rest = rest.subspan(step->read);
    size += step->written;
    if (step->state == State::kEnd) break;
    CHECK(step->read > 0 || step->written > 0) << format;
  }
  std::vector<uint8_t> unpacked(input.size() + 1);
  const auto step =
      (*web::NewDecompressor(format))->Run(std::span(packed).first(size), true, unpacked);
  CHECK_OK(step);
  CHECK(std::equal(input.begin(), input.end(), unpacked.begin(), unpacked.begin() + step->written))
      << format;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::span<const uint8_t> input(data + 1, size - 1);
  for (std::string_view format : {"deflate", "deflate-raw", "gzip", "brotli", "zstd"}) {
    Decompress(format, input, size_t{data[0]} + 1);
    if (data[0] % 16 == 0) GoThereAndBack(format, input);
  }
  return 0;
}

std::vector<std::string> FuzzSeeds() {
  return fuzz::ReadCorpus("tests/fuzz/byte_transform/corpus");
}

std::vector<std::string> FuzzWords() {
  return {std::string("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", 10),
          "\x78\x9c",
          std::string("\x28\xb5\x2f\xfd\x24\x00", 6),
          "\x5b",
          "\x0b\x02\x80",
          std::string("\x01\x00\x00\xff\xff", 5),
          std::string("\x00\x00\xff\xff", 4),
          "\x03"};
}
