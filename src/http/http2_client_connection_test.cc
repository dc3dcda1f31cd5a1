#include "src/http/http2_client_connection.h"

#include <algorithm>

#include "gmock/gmock.h"
#include "src/http/http2_fixture.h"
#include "src/http/whole_body.h"

namespace http {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using How = ClientRetry::How;

constexpr size_t kStreamWindow = size_t{512} << 10;

class Http2ClientConnectionTest : public Http2Fixture {
 protected:
  // What WINDOW_UPDATE frames for the stream add up to.
  uint32_t Allowed(int32_t stream) {
    uint32_t sum = 0;
    for (const Peer::Frame* frame : peer_->Of(Peer::kWindowUpdate, stream)) {
      uint32_t size = 0;
      for (char c : frame->payload) size = (size << 8) | static_cast<uint8_t>(c);
      sum += size;
    }
    return sum;
  }
  std::shared_ptr<BodyPipe> Pipe(std::optional<uint64_t> length) {
    return std::make_shared<BodyPipe>(length, &counter_);
  }
  std::vector<uint32_t> Resets(int32_t stream) {
    std::vector<uint32_t> codes;
    for (const Peer::Frame* frame : peer_->Of(Peer::kReset, stream)) {
      codes.push_back(static_cast<uint8_t>(frame->payload.back()));
    }
    return codes;
  }

  Counter counter_;
};

TEST_F(Http2ClientConnectionTest, SendsARequest) {
  Open();
  RequestHead head = Head("DELETE");
  for (const char* name : {"Host", "Connection", "Keep-Alive", "Proxy-Connection", "TE", "Upgrade",
                           "Transfer-Encoding", "X-Hop", "Content-Length", "Expect"}) {
    head.headers.Add(name, name == std::string("Connection") ? "close, X-Hop" : "1");
  }
  head.headers.Add("X-Kept", " a b\t");
  auto result = Ask(head);
  EXPECT_THAT(peer_->Of(Peer::kHeaders, 1)[0]->fields,
              ElementsAre(Pair(":method", "DELETE"), Pair(":scheme", "https"),
                          Pair(":authority", "example.com"), Pair(":path", "/path?q"),
                          Pair("x-kept", "a b")));
  EXPECT_TRUE(peer_->Ended(1));
}

TEST_F(Http2ClientConnectionTest, GivesTheResponse) {
  Open();
  auto result = Ask();
  peer_->Headers(1, {{":status", "103"}, {"link", "x"}});
  peer_->Headers(1, {{":status", "404"}, {"a", "b"}, {"a", " c "}, {"content-length", "10"}});
  peer_->Data(1, "hello");
  UntilDone(*result);
  EXPECT_EQ(result->code, 404);
  EXPECT_FALSE(result->headers.Has("link"));
  ASSERT_EQ(result->headers.size(), 3u);
  EXPECT_EQ(result->headers.at(1).value, "c");
  EXPECT_EQ(result->body->length(), 10u);
  EXPECT_EQ(ReadPiece(*result), "hello");
  peer_->Data(1, "world");
  // Trailer fields are dropped.
  peer_->Headers(1, {{"grpc-status", "0"}}, true);
  EXPECT_EQ(ReadAll(*result), "world");
  EXPECT_EQ(result->headers.size(), 3u);
  EXPECT_TRUE(connection_->idle());
}

TEST_F(Http2ClientConnectionTest, AShortResponseIsGivenWhole) {
  Open();
  auto result = Ask();
  peer_->Say(Peer::Wire(Peer::kHeaders, Peer::kEndHeaders, 1, Peer::Block({{":status", "200"}})) +
             Peer::Wire(Peer::kData, 0, 1, "he") + Peer::Wire(Peer::kData, 0, 1, "llo") +
             Peer::Wire(Peer::kData, Peer::kEndStream, 1, ""));
  UntilDone(*result);
  EXPECT_EQ(result->body->TakeArrived()->view(), "hello");
}

TEST_F(Http2ClientConnectionTest, ResponsesWithoutABody) {
  Open();
  auto head = Ask(Head("HEAD"));
  peer_->Headers(1, {{":status", "200"}, {"content-length", "5"}}, true);
  auto nothing = Ask();
  peer_->Headers(3, {{":status", "204"}});
  auto unchanged = Ask();
  peer_->Headers(5, {{":status", "304"}}, true);
  auto empty = Ask();
  peer_->Headers(7, {{":status", "200"}, {"content-length", "0"}});
  for (Result* result : {head.get(), nothing.get(), unchanged.get(), empty.get()}) {
    UntilDone(*result);
    EXPECT_TRUE(result->status.ok()) << result->status;
    EXPECT_EQ(result->body, nullptr);
  }
  EXPECT_FALSE(connection_->idle());
  peer_->Data(3, "", true);
  peer_->Data(7, "", true);
  Until([&] { return connection_->idle(); });
}

TEST_F(Http2ClientConnectionTest, RequestsShareTheConnection) {
  Open();
  auto first = Ask(Head("GET", "/1"));
  auto second = Ask(Head("GET", "/2"));
  peer_->Headers(3, {{":status", "202"}});
  peer_->Headers(1, {{":status", "201"}});
  peer_->Data(1, "one ");
  peer_->Data(3, "two", true);
  peer_->Data(1, "one", true);
  UntilDone(*first);
  UntilDone(*second);
  EXPECT_EQ(ReadAll(*first), "one one");
  EXPECT_EQ(ReadAll(*second), "two");
  EXPECT_EQ(first->code, 201);
}

TEST_F(Http2ClientConnectionTest, WhoeverDoesNotReadHoldsUpNobody) {
  Open();
  auto slow = Ask();
  auto quick = Ask();
  const uint32_t at_first = Allowed(0);
  peer_->Headers(1, {{":status", "200"}});
  peer_->Data(1, std::string(kStreamWindow, 'x'));
  peer_->Headers(3, {{":status", "200"}});
  peer_->Data(3, "quick", true);
  UntilDone(*quick);
  EXPECT_EQ(ReadAll(*quick), "quick");
  Settle();
  // The connection's window opens again, the stream's does not before somebody reads.
  Until([&] { return Allowed(0) - at_first > 0 || Allowed(0) > (8u << 20); });
  EXPECT_EQ(Allowed(1), 0u);
  size_t read = 0;
  while (read < kStreamWindow) read += ReadPiece(*slow).size();
  Until([&] { return Allowed(1) > kStreamWindow / 2; });
  peer_->Data(1, "rest", true);
  EXPECT_EQ(ReadAll(*slow), "rest");
}

TEST_F(Http2ClientConnectionTest, AServerMayNotSendMoreThanItIsAllowed) {
  Open();
  auto result = Ask();
  peer_->Headers(1, {{":status", "200"}});
  UntilDone(*result);
  peer_->Data(1, std::string(kStreamWindow + 1, 'x'));
  Until([&] { return !Resets(1).empty() || useless_; });
  EXPECT_THAT(ReadAll(*result), HasSubstr("!"));
}

TEST_F(Http2ClientConnectionTest, SendsABodyAsTheServerAllows) {
  Open();
  const std::string text(200'000, 'x');
  auto first = Ask(Head("POST"), std::make_unique<WholeBody>(base::Bytes(text)));
  Settle();
  EXPECT_EQ(peer_->Body(1).size(), 65'535u);
  peer_->WindowUpdate(0, 1'000'000);
  Settle();
  EXPECT_EQ(peer_->Body(1).size(), 65'535u);
  // It holds up no other.
  auto second = Ask(Head("POST"), std::make_unique<WholeBody>(base::Bytes::Static("hello")));
  Until([&] { return peer_->Ended(3); });
  EXPECT_EQ(peer_->Body(3), "hello");
  peer_->WindowUpdate(1, 200'000);
  Until([&] { return peer_->Ended(1); });
  EXPECT_EQ(peer_->Body(1), text);
  const Peer::Fields& fields = peer_->Of(Peer::kHeaders, 1)[0]->fields;
  EXPECT_THAT(fields, ::testing::Contains(Pair("content-length", "200000")));
}

TEST_F(Http2ClientConnectionTest, ABodyIsNotReadAheadOfTheNetwork) {
  Open();
  auto pipe = Pipe(std::nullopt);
  auto result = Ask(Head("POST"), std::make_unique<BodyPipeSource>(pipe));
  // Two pieces are asked for: the one that is sent in part, and none after it.
  for (int i = 0; i < 4; ++i) pipe->Push(base::Bytes(std::string(60'000, 'x')));
  pipe->Deliver();
  Settle();
  Settle();
  EXPECT_EQ(peer_->Body(1).size(), 65'535u);
  EXPECT_EQ(pipe->buffered(), 120'000u);
  peer_->WindowUpdate(0, 1'000'000);
  peer_->WindowUpdate(1, 1'000'000);
  Until([&] { return peer_->Body(1).size() == 240'000; });
  EXPECT_FALSE(peer_->Ended(1));
  pipe->Finish();
  pipe->Deliver();
  Until([&] { return peer_->Ended(1); });
  pipe->Detach();
}

TEST_F(Http2ClientConnectionTest, ABodyThatBreaksOffResetsTheRequest) {
  Open();
  auto broken = Pipe(std::nullopt);
  auto result = Ask(Head("POST"), std::make_unique<BodyPipeSource>(broken));
  broken->Fail(absl::AbortedError("the source broke"));
  broken->Deliver();
  UntilDone(*result);
  EXPECT_EQ(result->status.message(), "the source broke");
  Until([&] { return !Resets(1).empty(); });
  auto longer = Pipe(3);
  result = Ask(Head("POST"), std::make_unique<BodyPipeSource>(longer));
  longer->Push(base::Bytes::Static("hello"));
  longer->Deliver();
  UntilDone(*result);
  EXPECT_THAT(result->status.message(), HasSubstr("longer than its length"));
  auto shorter = Pipe(9);
  result = Ask(Head("POST"), std::make_unique<BodyPipeSource>(shorter));
  shorter->Push(base::Bytes::Static("hello"));
  shorter->Finish();
  shorter->Deliver();
  UntilDone(*result);
  EXPECT_THAT(result->status.message(), HasSubstr("shorter than its length"));
  EXPECT_FALSE(peer_->Ended(5));
  EXPECT_TRUE(connection_->HasRoom());
  for (auto& pipe : {broken, longer, shorter}) pipe->Detach();
}

TEST_F(Http2ClientConnectionTest, AResponseMayComeBeforeTheRequestIsSent) {
  Open();
  auto pipe = Pipe(100);
  auto result = Ask(Head("POST"), std::make_unique<BodyPipeSource>(pipe));
  peer_->Headers(1, {{":status", "413"}}, true);
  UntilDone(*result);
  EXPECT_EQ(result->code, 413);
  Until([&] { return counter_.dropped && !Resets(1).empty(); });
  // A server that says that it needs no more has answered all the same (RFC 9113, section 8.1).
  auto other = Pipe(100);
  result = Ask(Head("POST"), std::make_unique<BodyPipeSource>(other));
  peer_->Headers(3, {{":status", "200"}});
  peer_->Data(3, "no more", true);
  peer_->Reset(3, kHttp2NoError);
  UntilDone(*result);
  EXPECT_EQ(ReadAll(*result), "no more");
  pipe->Detach();
  other->Detach();
}

TEST_F(Http2ClientConnectionTest, GivingUpResetsTheStreamAlone) {
  Open();
  auto first = Ask();
  auto second = Ask();
  connection_->Cancel(1);
  Until([&] { return !Resets(1).empty(); });
  EXPECT_THAT(Resets(1), ElementsAre(kHttp2Cancel));
  // What was under way is not heard any more.
  peer_->Headers(1, {{":status", "200"}});
  peer_->Data(1, "late", true);
  peer_->Headers(3, {{":status", "200"}});
  UntilDone(*second);
  EXPECT_FALSE(first->done);
  second->body = nullptr;
  Until([&] { return !Resets(3).empty(); });
  EXPECT_TRUE(connection_->HasRoom());
  EXPECT_FALSE(useless_);
}

TEST_F(Http2ClientConnectionTest, WhatAServerRefusesMayBeSentAgain) {
  Open();
  auto result = Ask(Head("POST"), std::make_unique<WholeBody>(base::Bytes::Static("hello")));
  Until([&] { return peer_->Ended(1); });
  peer_->Reset(1, kHttp2RefusedStream);
  UntilDone(*result);
  EXPECT_EQ(result->retry.how, How::kAgain);
  EXPECT_EQ(result->retry.body->TakeArrived()->view(), "hello");
  auto old = Ask();
  peer_->Reset(3, kHttp2Http11Required);
  UntilDone(*old);
  EXPECT_EQ(old->retry.how, How::kHttp1);
  auto other = Ask();
  peer_->Reset(5, 2);
  UntilDone(*other);
  EXPECT_EQ(other->retry.how, How::kNot);
  EXPECT_EQ(other->status.message(), "the server has reset the request: INTERNAL_ERROR");
}

TEST_F(Http2ClientConnectionTest, ABodyThatWasReadIsNotSentAgain) {
  Open();
  auto pipe = Pipe(std::nullopt);
  auto result = Ask(Head("POST"), std::make_unique<BodyPipeSource>(pipe));
  pipe->Push(base::Bytes::Static("hello"));
  pipe->Deliver();
  Until([&] { return peer_->Body(1) == "hello"; });
  peer_->Reset(1, kHttp2RefusedStream);
  UntilDone(*result);
  EXPECT_EQ(result->retry.how, How::kNot);
  pipe->Detach();
}

TEST_F(Http2ClientConnectionTest, AServerThatGoesAwayFinishesWhatItHasBegun) {
  Open();
  auto first = Ask();
  auto second = Ask(Head("POST"), std::make_unique<WholeBody>(base::Bytes::Static("again")));
  peer_->GoAway(1, kHttp2NoError);
  UntilDone(*second);
  EXPECT_EQ(second->retry.how, How::kAgain);
  EXPECT_EQ(second->retry.body->length(), 5u);
  EXPECT_TRUE(draining_);
  EXPECT_FALSE(connection_->HasRoom());
  EXPECT_FALSE(first->done);
  peer_->Headers(1, {{":status", "200"}});
  peer_->Data(1, "finished", true);
  UntilDone(*first);
  EXPECT_EQ(ReadAll(*first), "finished");
  Until([&] { return useless_ && peer_->closed(); });
}

TEST_F(Http2ClientConnectionTest, StreamsAreAsManyAsTheServerWants) {
  Open({{3, 2}});
  auto first = Ask();
  EXPECT_TRUE(connection_->HasRoom());
  auto second = Ask();
  EXPECT_FALSE(connection_->HasRoom());
  peer_->Headers(1, {{":status", "204"}}, true);
  Until([&] { return rooms_ > 0 && connection_->HasRoom(); });
  peer_->Settings({{3, 1}});
  Settle();
  EXPECT_FALSE(connection_->HasRoom());
  peer_->Settings({{3, 5}});
  Settle();
  EXPECT_TRUE(connection_->HasRoom());
}

TEST_F(Http2ClientConnectionTest, AHeadThatTheServerDoesNotTakeIsNotSent) {
  Open({{6, 300}});
  RequestHead head = Head();
  head.headers.Add("a", std::string(200, 'x'));
  const auto begun = connection_->Begin(head, nullptr, [](auto, auto) { ADD_FAILURE(); });
  EXPECT_TRUE(absl::IsInvalidArgument(begun.status()));
  EXPECT_THAT(begun.status().message(), HasSubstr("the server takes at most 300"));
  auto result = Ask();
  EXPECT_EQ(result->stream, 1);
}

TEST_F(Http2ClientConnectionTest, WhatGoesAwayUnusedIsSentAgain) {
  Open();
  auto first = Ask();
  peer_->Headers(1, {{":status", "204"}}, true);
  UntilDone(*first);
  auto second = Ask();
  auto third = Ask(Head("POST"));
  peer_->Close();
  UntilDone(*second);
  UntilDone(*third);
  EXPECT_EQ(second->retry.how, How::kAgain);
  EXPECT_EQ(third->retry.how, How::kNot);
  EXPECT_EQ(third->status.message(), "the connection ended");
  EXPECT_TRUE(useless_);
}

TEST_F(Http2ClientConnectionTest, ANewConnectionThatEndsIsNotTriedAgain) {
  Open();
  auto result = Ask();
  peer_->GoAway(1, 11);
  Settle();
  peer_->Close();
  UntilDone(*result);
  EXPECT_EQ(result->retry.how, How::kNot);
  EXPECT_EQ(result->status.message(), "the server has ended the connection: ENHANCE_YOUR_CALM");
}

TEST_F(Http2ClientConnectionTest, ABodyBreaksOffWithItsConnection) {
  Open();
  auto result = Ask();
  peer_->Headers(1, {{":status", "200"}});
  peer_->Data(1, "part");
  UntilDone(*result);
  peer_->Close();
  EXPECT_EQ(ReadAll(*result), "part!the connection ended");
}

TEST_F(Http2ClientConnectionTest, ABodyOutlivesTheConnection) {
  Open();
  auto result = Ask();
  peer_->Headers(1, {{":status", "200"}});
  peer_->Data(1, "whole", true);
  UntilDone(*result);
  connection_ = nullptr;
  EXPECT_EQ(ReadAll(*result), "whole");
}

TEST_F(Http2ClientConnectionTest, GivesUpAServerThatDoesNotAnswer) {
  options_.first_byte_millis = 0;
  Open();
  auto result = Ask();
  connection_->CheckDeadlines(loop_.NowMillis() + 1);
  UntilDone(*result);
  EXPECT_TRUE(absl::IsDeadlineExceeded(result->status));
  EXPECT_EQ(result->retry.how, How::kNot);
  // Nobody knows whether there is anybody.
  EXPECT_TRUE(draining_);
  Until([&] { return !Resets(1).empty(); });
}

TEST_F(Http2ClientConnectionTest, GivesUpABodyThatDoesNotGoOn) {
  options_.idle_millis = 0;
  Open();
  auto result = Ask();
  peer_->Headers(1, {{":status", "200"}});
  UntilDone(*result);
  std::string why;
  result->body->Read([&](absl::StatusOr<std::optional<base::Bytes>> chunk) {
    why = std::string(chunk.status().message());
  });
  connection_->CheckDeadlines(loop_.NowMillis() + 1);
  EXPECT_EQ(why, "the server has sent nothing of the body for 0 ms");
  EXPECT_TRUE(connection_->HasRoom());
}

TEST_F(Http2ClientConnectionTest, AConnectionThatNobodyUsesIsClosed) {
  options_.keep_idle_millis = 0;
  Open();
  auto result = Ask();
  connection_->CheckDeadlines(loop_.NowMillis() + 1);
  EXPECT_FALSE(useless_);
  peer_->Headers(1, {{":status", "204"}}, true);
  UntilDone(*result);
  connection_->CheckDeadlines(loop_.NowMillis() + 1);
  EXPECT_TRUE(useless_);
  Until([&] { return peer_->closed(); });
  EXPECT_EQ(peer_->Of(Peer::kGoAway, 0).size(), 1u);
}

}  // namespace
}  // namespace http
