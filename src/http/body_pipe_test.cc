#include "src/http/body_pipe.h"

#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace http {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CountingFiller : public BodyPipe::Filler {
 public:
  void OnBodyWanted() override { ++wanted; }
  void OnBodyDropped() override { ++dropped; }
  int wanted = 0;
  int dropped = 0;
};

class BodyPipeTest : public ::testing::Test {
 protected:
  void Read() {
    source_->Read([this](absl::StatusOr<std::optional<base::Bytes>> piece) {
      if (!piece.ok()) {
        read_.push_back(absl::StatusCodeToString(piece.status().code()));
      } else {
        read_.push_back(*piece ? std::string((**piece).view()) : "end");
      }
    });
  }

  CountingFiller filler_;
  std::shared_ptr<BodyPipe> body_ = std::make_shared<BodyPipe>(5, &filler_);
  std::unique_ptr<BodySource> source_ = std::make_unique<BodyPipeSource>(body_);
  std::vector<std::string> read_;
};

TEST_F(BodyPipeTest, GivesPiecesAndTheEnd) {
  EXPECT_EQ(source_->length(), 5u);
  body_->Push(base::Bytes::Static("one"));
  body_->Push(base::Bytes::Static("two"));
  body_->Finish();
  EXPECT_EQ(body_->buffered(), 6u);
  for (int i = 0; i < 3; ++i) Read();
  EXPECT_THAT(read_, ElementsAre("one", "two", "end"));
  EXPECT_EQ(body_->buffered(), 0u);
}

TEST_F(BodyPipeTest, WaitsForDeliver) {
  Read();
  EXPECT_TRUE(body_->wanted());
  EXPECT_EQ(filler_.wanted, 1);
  body_->Push(base::Bytes::Static("one"));
  EXPECT_THAT(read_, IsEmpty());
  body_->Deliver();
  EXPECT_THAT(read_, ElementsAre("one"));
  EXPECT_FALSE(body_->wanted());
}

TEST_F(BodyPipeTest, GivesWhatCameBeforeItBrokeOff) {
  body_->Push(base::Bytes::Static("one"));
  body_->Fail(absl::AbortedError("gone"));
  Read();
  Read();
  EXPECT_THAT(read_, ElementsAre("one", "ABORTED"));
}

TEST_F(BodyPipeTest, DoesNotBreakOffAfterItsEnd) {
  body_->Finish();
  body_->Fail(absl::AbortedError("gone"));
  Read();
  EXPECT_THAT(read_, ElementsAre("end"));
}

TEST_F(BodyPipeTest, DropsTheCallbackWithTheSource) {
  Read();
  source_.reset();
  EXPECT_EQ(filler_.dropped, 1);
  EXPECT_TRUE(body_->dropped());
  body_->Push(base::Bytes::Static("one"));
  EXPECT_EQ(body_->buffered(), 0u);
  body_->Finish();
  body_->Deliver();
  EXPECT_THAT(read_, IsEmpty());
}

TEST_F(BodyPipeTest, OutlivesItsFiller) {
  body_->Detach();
  body_->Fail(absl::AbortedError("gone"));
  Read();
  source_.reset();
  EXPECT_THAT(read_, ElementsAre("ABORTED"));
  EXPECT_EQ(filler_.wanted + filler_.dropped, 0);
}

TEST_F(BodyPipeTest, MayGoInItsCallback) {
  source_->Read([this](auto) {
    source_.reset();
    read_.push_back("gone");
  });
  body_->Push(base::Bytes::Static("one"));
  body_->Deliver();
  EXPECT_THAT(read_, ElementsAre("gone"));
}

}  // namespace
}  // namespace http
