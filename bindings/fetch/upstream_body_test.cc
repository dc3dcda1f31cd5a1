#include "bindings/fetch/upstream_body.h"

#include <deque>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "src/http/body_pipe.h"
#include "src/web/byte_transform.h"

namespace bindings::fetch {
namespace {

using ::testing::HasSubstr;

class NoFiller : public http::BodyPipe::Filler {
 public:
  void OnBodyWanted() override {}
  void OnBodyDropped() override {}
};

std::string Compress(std::string_view format, std::string_view text) {
  auto compressor = *web::NewCompressor(format);
  std::string all;
  std::string piece(1 << 16, '\0');
  std::span<const uint8_t> input(reinterpret_cast<const uint8_t*>(text.data()), text.size());
  for (;;) {
    const auto step =
        *compressor->Run(input, true, {reinterpret_cast<uint8_t*>(piece.data()), piece.size()});
    all.append(piece, 0, step.written);
    input = input.subspan(step.read);
    if (step.state == web::ByteTransform::Step::State::kEnd) return all;
  }
}

// What comes out of a body of `octets` in `coding`, fed in pieces of `size`; "!" and an error.
std::string Read(std::string_view octets, std::string_view coding, size_t size,
                 size_t* longest = nullptr) {
  NoFiller filler;
  auto pipe = std::make_shared<http::BodyPipe>(std::nullopt, &filler);
  http::Body body = NewUpstreamBody(std::make_unique<http::BodyPipeSource>(pipe), coding);
  std::string all;
  bool over = false;
  bool waiting = false;
  const auto read = [&] {
    while (!over && !waiting) {
      waiting = true;
      body->Read([&](absl::StatusOr<std::optional<base::Bytes>> chunk) {
        waiting = false;
        over = !chunk.ok() || !chunk->has_value();
        if (!chunk.ok()) all += "!" + std::string(chunk.status().message());
        if (over) return;
        if (longest != nullptr) *longest = std::max(*longest, (**chunk).size());
        all.append((**chunk).view());
      });
    }
  };
  for (size_t at = 0; at < octets.size(); at += size) {
    read();
    pipe->Push(base::Bytes::Copy(octets.substr(at, size)));
    pipe->Deliver();
  }
  pipe->Finish();
  pipe->Deliver();
  read();
  pipe->Detach();
  return all;
}

class UpstreamBodyTest : public ::testing::TestWithParam<const char*> {};

TEST_P(UpstreamBodyTest, TakesTheCodingOff) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += std::to_string(i * 7919);
  const std::string octets = Compress(FormatOf(GetParam()), text);
  for (size_t size : {size_t{1}, size_t{1000}, octets.size()}) {
    EXPECT_EQ(Read(octets, GetParam(), size), text) << size;
  }
}

TEST_P(UpstreamBodyTest, SaysWhenItIsCutOff) {
  const std::string octets = Compress(FormatOf(GetParam()), std::string(1000, 'x') + "end");
  const std::string read = Read(octets.substr(0, octets.size() - 4), GetParam(), 7);
  EXPECT_THAT(read, HasSubstr("!The response's body broke off: "));
}

TEST_P(UpstreamBodyTest, SaysWhenItIsNoneOfThat) {
  EXPECT_THAT(Read("this is not compressed at all", GetParam(), 100),
              HasSubstr("!The response's body broke off: "));
}

TEST_P(UpstreamBodyTest, ABombGoesOffInPieces) {
  const std::string octets = Compress(FormatOf(GetParam()), std::string(50'000'000, '\0'));
  size_t longest = 0;
  EXPECT_EQ(Read(octets, GetParam(), octets.size(), &longest).size(), 50'000'000u);
  EXPECT_LE(longest, size_t{64} << 10);
}

TEST_P(UpstreamBodyTest, NoOctetsAreNoBody) { EXPECT_EQ(Read("", GetParam(), 1), ""); }

INSTANTIATE_TEST_SUITE_P(Codings, UpstreamBodyTest,
                         ::testing::Values("gzip", "deflate", "br", "zstd"));

TEST(PlainBodyTest, StaysAsItIs) { EXPECT_EQ(Read("hello", "", 2), "hello"); }

TEST(DecodedBodyTest, GivesTheOctetsAsTheyCameUntilItIsRead) {
  NoFiller filler;
  auto pipe = std::make_shared<http::BodyPipe>(5, &filler);
  http::Body body = NewUpstreamBody(std::make_unique<http::BodyPipeSource>(pipe), "gzip");
  EXPECT_EQ(body->coding(), "gzip");
  EXPECT_EQ(body->length(), std::nullopt);
  http::Body encoded = body->TakeEncoded();
  EXPECT_EQ(encoded->length(), 5u);
  body = nullptr;
  EXPECT_FALSE(pipe->dropped());
  encoded = nullptr;
  EXPECT_TRUE(pipe->dropped());
}

TEST(FormatOfTest, KnowsFourCodings) {
  EXPECT_EQ(FormatOf(" GZIP"), "gzip");
  EXPECT_EQ(FormatOf("br"), "brotli");
  EXPECT_EQ(FormatOf("gzip, br"), "");
  EXPECT_EQ(FormatOf("identity"), "");
}

}  // namespace
}  // namespace bindings::fetch
