#include "src/web/byte_transform.h"

#include <string>

#include "gtest/gtest.h"

namespace web {
namespace {

using State = ByteTransform::Step::State;

constexpr std::string_view kFormats[] = {"deflate", "deflate-raw", "gzip", "brotli", "zstd"};

std::span<const uint8_t> Octets(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

// Passes `input` through in pieces of `in_size`, into buffers of `out_size`. `ended`: whether the
// transform says that it has come to the end, with all of the input.
absl::StatusOr<std::string> Pass(ByteTransform& transform, std::string_view input, size_t in_size,
                                 size_t out_size, bool* ended) {
  std::string result;
  std::string buffer(out_size, '\0');
  *ended = false;
  for (;;) {
    const std::string_view piece = input.substr(0, in_size);
    const bool last = piece.size() == input.size();
    const auto step = transform.Run(Octets(piece), last,
                                    {reinterpret_cast<uint8_t*>(buffer.data()), buffer.size()});
    if (!step.ok()) return step.status();
    EXPECT_LE(step->read, piece.size());
    EXPECT_LE(step->written, out_size);
    result.append(buffer, 0, step->written);
    input.remove_prefix(step->read);
    if (step->state == State::kEnd) {
      *ended = input.empty();
      return result;
    }
    if (step->state == State::kHungry && input.empty()) return result;
    if (step->read == 0 && step->written == 0) return result;
  }
}

std::string Sample() {
  std::string text;
  for (int i = 0; i < 20000; ++i) text += std::to_string(i * 7919 % 1000) + " and ";
  return text;
}

TEST(ByteTransformTest, GoesThereAndBackInPiecesOfAnySize) {
  const std::string text = Sample();
  for (std::string_view format : kFormats) {
    for (size_t size : {size_t{1} << 20, size_t{1000}, size_t{37}}) {
      bool ended;
      const auto packed = Pass(**NewCompressor(format), text, size, size, &ended);
      ASSERT_TRUE(packed.ok() && ended) << format << " " << packed.status();
      EXPECT_LT(packed->size(), text.size() / 2) << format;
      const auto unpacked = Pass(**NewDecompressor(format), *packed, size, size, &ended);
      ASSERT_TRUE(unpacked.ok()) << format << " " << unpacked.status();
      EXPECT_TRUE(ended && *unpacked == text) << format;
    }
  }
}

TEST(ByteTransformTest, SaysWhereTheDataEnds) {
  for (std::string_view format : kFormats) {
    bool ended;
    const std::string packed = *Pass(**NewCompressor(format), "text", 100, 100, &ended);
    EXPECT_EQ(*Pass(**NewDecompressor(format), packed + "x", 100, 100, &ended), "text") << format;
    EXPECT_FALSE(ended) << format;
    const auto cut =
        Pass(**NewDecompressor(format), packed.substr(0, packed.size() - 1), 100, 100, &ended);
    EXPECT_TRUE(cut.ok() && !ended) << format;
    EXPECT_EQ(*Pass(**NewDecompressor(format), "", 100, 100, &ended), "") << format;
    EXPECT_FALSE(ended) << format;
  }
}

TEST(ByteTransformTest, RefusesWhatIsNotInTheFormat) {
  for (std::string_view format : kFormats) {
    bool ended;
    const auto result =
        Pass(**NewDecompressor(format), std::string(100, '\xff'), 100, 1000, &ended);
    EXPECT_EQ(result.status().code(), absl::StatusCode::kInvalidArgument) << format;
  }
  EXPECT_FALSE(NewCompressor("br").ok());
  EXPECT_FALSE(NewDecompressor("").ok());
}

TEST(ByteTransformTest, RefusesAWindowThatIsTooLarge) {
  // A zstd frame whose window is 128 MB.
  bool ended;
  const auto result =
      Pass(**NewDecompressor("zstd"), std::string("\x28\xb5\x2f\xfd\x00\x88\x01\x00\x00", 9), 100,
           100, &ended);
  EXPECT_FALSE(result.ok());
}

TEST(ByteTransformTest, SaysWhatItTakes) {
  for (std::string_view format : kFormats) {
    const auto compressor = *NewCompressor(format);
    bool ended;
    ASSERT_TRUE(Pass(*compressor, Sample(), 1000, 1000, &ended).ok());
    EXPECT_GT(compressor->memory_bytes(), size_t{50} << 10) << format;
    EXPECT_LT(compressor->memory_bytes(), size_t{8} << 20) << format;
  }
}

}  // namespace
}  // namespace web
