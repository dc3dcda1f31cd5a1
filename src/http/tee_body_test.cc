#include "src/http/tee_body.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "src/http/body_pipe.h"

namespace http {
namespace {

// Who reads one of the two.
struct Reader {
  Body body;
  std::string octets;
  bool waits = false;
  bool ended = false;
  absl::Status error;

  // Asks once.
  void Ask() {
    waits = true;
    body->Read([this](absl::StatusOr<std::optional<base::Bytes>> chunk) {
      waits = false;
      if (!chunk.ok()) {
        error = chunk.status();
      } else if (!chunk->has_value()) {
        ended = true;
      } else {
        octets.append((*chunk)->view());
      }
    });
  }
  // As long as something comes.
  void Drain() {
    while (!waits && !ended && error.ok()) Ask();
  }
};

class TeeBodyTest : public ::testing::Test, public BodyPipe::Filler {
 protected:
  TeeBodyTest() : pipe_(std::make_shared<BodyPipe>(std::nullopt, this)) {
    std::tie(one_.body, two_.body) = TeeBody(std::make_unique<BodyPipeSource>(pipe_), allowance_);
  }
  ~TeeBodyTest() override { pipe_->Detach(); }
  void OnBodyWanted() override { ++wanted_; }
  void OnBodyDropped() override { dropped_ = true; }
  void Say(std::string text) {
    pipe_->Push(base::Bytes(std::move(text)));
    pipe_->Deliver();
  }

  const std::shared_ptr<TeeAllowance> allowance_ =
      std::make_shared<TeeAllowance>(size_t{128} << 20);
  std::shared_ptr<BodyPipe> pipe_;
  int wanted_ = 0;
  bool dropped_ = false;
  Reader one_;
  Reader two_;
};

TEST_F(TeeBodyTest, BothGetAll) {
  one_.Ask();
  two_.Ask();
  Say("first ");
  EXPECT_EQ(one_.octets, "first ");
  EXPECT_EQ(two_.octets, "first ");
  one_.Drain();
  Say("second");
  pipe_->Finish();
  pipe_->Deliver();
  one_.Drain();
  EXPECT_TRUE(one_.ended);
  EXPECT_EQ(one_.octets, "first second");
  EXPECT_EQ(two_.octets, "first ");
  two_.Drain();
  EXPECT_EQ(two_.octets, "first second");
  EXPECT_TRUE(two_.ended);
}

TEST_F(TeeBodyTest, NothingIsReadBeforeSomebodyWants) {
  EXPECT_EQ(wanted_, 0);
  two_.Ask();
  EXPECT_EQ(wanted_, 1);
}

TEST_F(TeeBodyTest, AnErrorReachesBothAfterWhatCameBefore) {
  one_.Ask();
  Say("some");
  pipe_->Fail(absl::AbortedError("gone"));
  one_.Drain();
  EXPECT_TRUE(absl::IsAborted(one_.error));
  two_.Drain();
  EXPECT_EQ(two_.octets, "some");
  EXPECT_TRUE(absl::IsAborted(two_.error));
}

TEST_F(TeeBodyTest, OneMayGo) {
  one_.Ask();
  two_.body = nullptr;
  Say("all");
  EXPECT_EQ(one_.octets, "all");
  EXPECT_FALSE(dropped_);
  one_.body = nullptr;
  EXPECT_TRUE(dropped_);
}

TEST_F(TeeBodyTest, WhoeverIsFasterWaitsForOneThatReadsItThrough) {
  two_.body->WillReadThrough();
  const std::string piece(300'000, 'x');
  for (int i = 0; i < 4; ++i) {
    one_.Ask();
    Say(piece);
  }
  EXPECT_EQ(one_.octets.size(), 4 * piece.size());
  one_.Ask();
  Say(piece);
  EXPECT_TRUE(one_.waits);
  two_.Ask();
  EXPECT_FALSE(one_.waits);
  EXPECT_EQ(one_.octets.size(), 5 * piece.size());
  // Nor for one that has gone.
  one_.Ask();
  Say(piece);
  EXPECT_TRUE(one_.waits);
  two_.body = nullptr;
  EXPECT_FALSE(one_.waits);
}

TEST_F(TeeBodyTest, NobodyWaitsForOneThatMayNeverReadAndItBreaksOff) {
  const std::string piece(size_t{16} << 20, 'x');
  for (int i = 0; i < 9; ++i) {
    one_.Ask();
    Say(piece);
    EXPECT_FALSE(one_.waits);
  }
  two_.Drain();
  EXPECT_TRUE(absl::IsResourceExhausted(two_.error)) << two_.error;
  EXPECT_EQ(two_.octets, "");
  EXPECT_EQ(allowance_->used_bytes(), 0u);
}

TEST_F(TeeBodyTest, TheAllowanceIsForAllTogether) {
  ASSERT_TRUE(allowance_->Take((size_t{128} << 20) - 10));
  one_.Ask();
  Say("12345");
  EXPECT_EQ(allowance_->used_bytes(), (size_t{128} << 20) - 5);
  one_.Ask();
  Say("123456");
  EXPECT_EQ(one_.octets, "12345123456");
  two_.Drain();
  EXPECT_TRUE(absl::IsResourceExhausted(two_.error)) << two_.error;
  EXPECT_EQ(allowance_->used_bytes(), (size_t{128} << 20) - 10);
}

TEST_F(TeeBodyTest, WhatWaitedIsGivenBackWithTheBodies) {
  one_.Ask();
  Say("12345");
  EXPECT_EQ(allowance_->used_bytes(), 5u);
  one_.body = nullptr;
  two_.body = nullptr;
  EXPECT_EQ(allowance_->used_bytes(), 0u);
}

TEST_F(TeeBodyTest, ReadersMayGoWhileTheyAreTold) {
  one_.body->Read([&](absl::StatusOr<std::optional<base::Bytes>>) {
    one_.body = nullptr;
    two_.body = nullptr;
  });
  two_.Ask();
  Say("x");
  EXPECT_TRUE(dropped_);
}

}  // namespace
}  // namespace http
