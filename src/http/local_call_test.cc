#include "src/http/local_call.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "gtest/gtest.h"

namespace http {
namespace {

// What a caller gets, and what a service is given.
class LocalCallTest : public testing::Test {
 protected:
  void Call() {
    Request request;
    request.head.method = "GET";
    request.head.target = "/a";
    call_ = CallLocally(
        std::move(request),
        [this](absl::StatusOr<ClientResponse> response) { response_ = std::move(response); },
        [this](Request&& given, Responder&& responder) {
          target_ = given.head.target;
          sink_ = responder.Release();
        });
  }

  static ResponseHead Head(int status) {
    ResponseHead head;
    head.status = status;
    return head;
  }

  void Read() {
    (*response_)->body->Read([this](absl::StatusOr<std::optional<base::Bytes>> chunk) {
      read_.push_back(!chunk.ok()          ? std::string(chunk.status().message())
                      : chunk->has_value() ? std::string((*chunk)->view())
                                           : "<end>");
    });
  }

  void Write(std::string text) {
    sink_->Write(base::Bytes(std::move(text)),
                 [this](absl::Status status) { written_.push_back(std::move(status)); });
  }

  std::string target_;
  std::unique_ptr<ResponseSink> sink_;
  std::optional<absl::StatusOr<ClientResponse>> response_;
  std::vector<std::string> read_;
  std::vector<absl::Status> written_;
  std::unique_ptr<ClientCall> call_;  // goes first
};

TEST_F(LocalCallTest, GivesWhatIsSentAtOnce) {
  Call();
  EXPECT_EQ(target_, "/a");
  EXPECT_FALSE(response_.has_value());
  sink_->Send(Head(201), base::Bytes::Static("made"));
  ASSERT_TRUE(response_.has_value() && response_->ok());
  EXPECT_EQ((*response_)->head.status, 201);
  EXPECT_EQ((*response_)->body->length(), 4);
  Read();
  Read();
  EXPECT_EQ(read_, (std::vector<std::string>{"made", "<end>"}));
}

TEST_F(LocalCallTest, GivesPiecesAsTheyCome) {
  Call();
  sink_->Start(Head(200), 6);
  ASSERT_TRUE(response_.has_value() && response_->ok());
  EXPECT_EQ((*response_)->body->length(), 6);
  Read();
  Write("abc");
  Write("def");
  sink_->End();
  sink_ = nullptr;
  Read();
  Read();
  EXPECT_EQ(read_, (std::vector<std::string>{"abc", "def", "<end>"}));
  EXPECT_EQ(written_, (std::vector<absl::Status>{absl::OkStatus(), absl::OkStatus()}));
}

TEST_F(LocalCallTest, HasTheWriterWaitForTheReader) {
  Call();
  sink_->Start(Head(200), std::nullopt);
  Write(std::string(100'000, 'x'));
  EXPECT_TRUE(written_.empty());
  Read();
  EXPECT_EQ(written_.size(), 1);
  EXPECT_EQ(read_.front().size(), 100'000);
}

TEST_F(LocalCallTest, TellsTheWriterOfAReaderThatGoes) {
  Call();
  bool gone = false;
  sink_->Start(Head(200), std::nullopt);
  sink_->OnDisconnect([&gone] { gone = true; });
  Write(std::string(100'000, 'x'));
  response_.reset();
  EXPECT_TRUE(gone);
  ASSERT_EQ(written_.size(), 1);
  EXPECT_TRUE(absl::IsAborted(written_[0]));
  Write("more");
  EXPECT_TRUE(absl::IsAborted(written_.back()));
}

TEST_F(LocalCallTest, TellsTheServiceOfACallerThatGivesUp) {
  Call();
  bool gone = false;
  sink_->OnDisconnect([&gone] { gone = true; });
  call_ = nullptr;
  EXPECT_TRUE(gone);
  sink_->Send(Head(200), base::Bytes());
  EXPECT_FALSE(response_.has_value());
}

TEST_F(LocalCallTest, AServiceThatForgetsAnswers500) {
  Call();
  sink_ = nullptr;
  ASSERT_TRUE(response_.has_value() && response_->ok());
  EXPECT_EQ((*response_)->head.status, 500);
}

TEST_F(LocalCallTest, ABodyThatIsNotFinishedBreaksOff) {
  Call();
  sink_->Start(Head(200), std::nullopt);
  Write("abc");
  sink_ = nullptr;
  Read();
  Read();
  EXPECT_EQ(read_, (std::vector<std::string>{"abc", "the response's body broke off"}));
}

TEST_F(LocalCallTest, AbortBeforeTheHeadIsAnError) {
  Call();
  sink_->Abort();
  ASSERT_TRUE(response_.has_value());
  EXPECT_TRUE(absl::IsUnavailable(response_->status()));
}

}  // namespace
}  // namespace http
