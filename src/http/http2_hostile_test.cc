// What a server may not say in HTTP/2, and what comes of it.

#include "gmock/gmock.h"
#include "src/http/http2_fixture.h"

namespace http {
namespace {

using ::testing::HasSubstr;
using Peer = Http2TestPeer;

class Http2HostileTest : public Http2Fixture {
 protected:
  // What a request comes to that is answered with these octets: "" and the body's text when it is a
  // response after all.
  std::string Answer(std::string_view octets) {
    if (connection_ == nullptr || useless_) Reopen();
    auto result = Ask();
    stream_ = result->stream;
    peer_->Say(octets);
    UntilDone(*result);
    if (!result->status.ok()) return std::string(result->status.message());
    return ReadAll(*result);
  }
  void Reopen() {
    connection_ = nullptr;
    peer_ = nullptr;
    useless_ = draining_ = false;
    Open();
  }
  // The stream that the next request has.
  int32_t Next() {
    if (connection_ == nullptr || useless_) Reopen();
    return stream_ + 2;
  }
  std::string Head(const Peer::Fields& fields, uint8_t flags = Peer::kEndHeaders) {
    return Peer::Wire(Peer::kHeaders, flags, Next(), Peer::Block(fields));
  }
  std::string Data(std::string_view data, bool last = true) {
    return Peer::Wire(Peer::kData, last ? Peer::kEndStream : 0, Next(), data);
  }
  void Open() {
    stream_ = -1;
    Http2Fixture::Open();
  }

  int32_t stream_ = -1;
};

TEST_F(Http2HostileTest, FieldsThatNoResponseHas) {
  const Peer::Fields malformed[] = {
      {},
      {{"a", "b"}},
      {{":status", "200"}, {"Upper", "case"}},
      {{":status", "200"}, {":status", "200"}},
      {{"a", "b"}, {":status", "200"}},
      {{":status", "200"}, {":path", "/"}},
      {{":status", "200"}, {":unknown", "x"}},
      {{":status", "20"}},
      {{":status", "2000"}},
      {{":status", "abc"}},
      {{":status", "101"}},
      {{":status", "200"}, {"connection", "close"}},
      {{":status", "200"}, {"keep-alive", "timeout=5"}},
      {{":status", "200"}, {"proxy-connection", "close"}},
      {{":status", "200"}, {"transfer-encoding", "chunked"}},
      {{":status", "200"}, {"upgrade", "websocket"}},
      {{":status", "200"}, {"content-length", "5"}, {"content-length", "6"}},
      {{":status", "200"}, {"content-length", "-1"}},
      {{":status", "200"}, {"content-length", "5, 5"}},
      {{":status", "200"}, {"a b", "c"}},
      {{":status", "200"}, {"", "c"}},
      {{":status", "200"}, {"a", "b\r\nc: d"}},
      {{":status", "200"}, {"a", std::string("b\0c", 3)}},
  };
  for (const Peer::Fields& fields : malformed) {
    SCOPED_TRACE(::testing::PrintToString(fields));
    EXPECT_THAT(Answer(Head(fields) + Data("body")), HasSubstr("malformed response: "));
    EXPECT_TRUE(connection_->HasRoom()) << "the stream alone is reset";
  }
}

TEST_F(Http2HostileTest, StatusesThatThereAreNot) {
  for (const char* status : {"600", "999", "099"}) {
    EXPECT_THAT(Answer(Head({{":status", status}}) + Data("")),
                ::testing::AnyOf(HasSubstr("expected 100 to 599"), HasSubstr("malformed")));
  }
}

TEST_F(Http2HostileTest, ABodyThatIsNotAsLongAsItSays) {
  const Peer::Fields head = {{":status", "200"}, {"content-length", "5"}};
  EXPECT_THAT(Answer(Head(head) + Data("four")),
              HasSubstr("!malformed response: the body is not as long as its Content-Length says"));
  EXPECT_THAT(Answer(Head(head) + Data("sixsix")), HasSubstr("the body is not as long"));
  EXPECT_THAT(Answer(Head(head) + Data("five5", false) + Data("6")),
              HasSubstr("the body is not as long"));
  EXPECT_THAT(Answer(Head(head, Peer::kEndHeaders | Peer::kEndStream)),
              HasSubstr("malformed response"));
  EXPECT_THAT(Answer(Head({{":status", "204"}}) + Data("body")), "");
  EXPECT_TRUE(connection_->HasRoom());
}

TEST_F(Http2HostileTest, ABodyBeforeItsHead) {
  EXPECT_THAT(Answer(Data("body")), HasSubstr("the server breaks HTTP/2: PROTOCOL_ERROR"));
  EXPECT_THAT(Answer(Head({{":status", "103"}}, Peer::kEndHeaders | Peer::kEndStream)),
              HasSubstr("malformed response"));
}

TEST_F(Http2HostileTest, AHeadThatIsTooLong) {
  options_.max_head_bytes = 20'000;
  Open();
  auto bystander = Ask();
  stream_ = bystander->stream;
  const std::string octets = Head({{":status", "200"}, {"a", std::string(16'000, 'x')}}, 0) +
                             Peer::Wire(Peer::kContinuation, Peer::kEndHeaders, Next(),
                                        Peer::Block({{"b", std::string(5'000, 'x')}}));
  EXPECT_EQ(Answer(octets),
            "the response's head has more than 20000 octets; expected a shorter one");
  EXPECT_TRUE(useless_);
  EXPECT_TRUE(bystander->done);
  EXPECT_EQ(bystander->retry.how, ClientRetry::How::kAgain);
}

TEST_F(Http2HostileTest, AHeadOfManyFields) {
  options_.max_header_fields = 10;
  Peer::Fields fields = {{":status", "200"}};
  for (int i = 0; i < 11; ++i) fields.emplace_back("a", "b");
  EXPECT_EQ(Answer(Head(fields)), "the response has more than 10 header fields; expected fewer");
}

TEST_F(Http2HostileTest, ManyInterimResponses) {
  std::string octets;
  for (int i = 0; i < 33; ++i) octets += Head({{":status", "103"}});
  EXPECT_EQ(Answer(octets), "the server sends more than 32 interim responses");
}

TEST_F(Http2HostileTest, FramesThatBreakTheConnection) {
  const std::string long_frame = std::string("\x00\x40\x01\x00\x00\x00\x00\x00\x01", 9);
  const std::string broken[] = {
      Peer::Wire(Peer::kData, 0, 0, "x"),
      Peer::Wire(Peer::kHeaders, Peer::kEndHeaders, 2, Peer::Block({{":status", "200"}})),
      Peer::Wire(Peer::kPushPromise, Peer::kEndHeaders, 1,
                 Peer::Number(2) + Peer::Block({{":method", "GET"}})),
      Peer::Wire(Peer::kContinuation, Peer::kEndHeaders, 1, Peer::Block({{"a", "b"}})),
      Peer::Wire(Peer::kHeaders, Peer::kEndHeaders, 1, "\xff\xff\xff\xff\xff\xff\xff\xff"),
      Peer::Wire(Peer::kHeaders, 0, 1, Peer::Block({{":status", "200"}})) +
          Peer::Wire(Peer::kPing, 0, 0, "pingping"),
      Peer::Wire(Peer::kSettings, 0, 1, ""),
      Peer::Wire(Peer::kSettings, 0, 0, "five5"),
      Peer::Wire(Peer::kPing, 0, 0, "short"),
      Peer::Wire(Peer::kWindowUpdate, 0, 0, Peer::Number(0)),
      Peer::Wire(Peer::kWindowUpdate, 0, 0, Peer::Number(0x7fffffff)),
      Peer::Wire(Peer::kGoAway, 0, 0, Peer::Number(2) + Peer::Number(0)),
      Peer::Wire(Peer::kReset, 0, 99, Peer::Number(0)),
      Peer::Wire(Peer::kData, 8, 1, "\x7fx"),
      long_frame,
  };
  for (const std::string& octets : broken) {
    SCOPED_TRACE(::testing::PrintToString(octets));
    useless_ = true;
    Next();
    EXPECT_THAT(Answer(octets), HasSubstr("the server breaks HTTP/2: "));
    EXPECT_TRUE(useless_);
    Until([&] { return peer_->closed(); });
    EXPECT_EQ(peer_->Of(Peer::kGoAway, 0).size(), 1u) << "it is told so";
  }
}

TEST_F(Http2HostileTest, AServerThatSpeaksHttp1) {
  Connect();
  auto result = Ask();
  peer_->Say("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
  UntilDone(*result);
  EXPECT_THAT(result->status.message(),
              HasSubstr("the server breaks HTTP/2: PROTOCOL_ERROR, SETTINGS expected"));
}

TEST_F(Http2HostileTest, FloodsEndTheConnection) {
  std::string settings;
  for (int i = 0; i < 100; ++i) settings += std::string("\x00\x04\x00\x00\x10\x00", 6);
  const std::string head =
      Peer::Wire(Peer::kHeaders, Peer::kEndHeaders, 1, Peer::Block({{":status", "200"}}));
  const std::string floods[] = {
      Peer::Wire(Peer::kPing, 0, 0, "pingping"),
      Peer::Wire(Peer::kPing, Peer::kAck, 0, "pingping"),
      Peer::Wire(Peer::kSettings, 0, 0, ""),
      Peer::Wire(Peer::kSettings, 0, 0, settings),
      Peer::Wire(Peer::kWindowUpdate, 0, 0, Peer::Number(1)),
      Peer::Wire(Peer::kWindowUpdate, 0, 1, Peer::Number(1)),
      Peer::Wire(Peer::kData, 0, 1, ""),
      head,
  };
  for (const std::string& frame : floods) {
    SCOPED_TRACE(::testing::PrintToString(frame.substr(0, 30)));
    Reopen();
    auto result = Ask();
    peer_->Say(head);
    for (int i = 0; i < 3'000 && !useless_; ++i) {
      peer_->Say(frame);
      if (i % 50 == 0) loop_.RunOnce(loop::Wait::kNo);
    }
    Until([&] { return useless_; });
    UntilDone(*result);
  }
}

TEST_F(Http2HostileTest, AHeadInManyPiecesEndsTheConnection) {
  Open();
  auto result = Ask();
  peer_->Send(Peer::kHeaders, 0, 1, Peer::Block({{":status", "200"}}));
  for (int i = 0; i < 100; ++i) peer_->Send(Peer::kContinuation, 0, 1, "");
  UntilDone(*result);
  EXPECT_FALSE(result->status.ok());
  EXPECT_TRUE(useless_);
}

TEST_F(Http2HostileTest, PingsNowAndThenAreNoFlood) {
  Open();
  auto result = Ask();
  for (int i = 0; i < 30; ++i) {
    for (int j = 0; j < 100; ++j) peer_->Send(Peer::kPing, 0, 0, "pingping");
    Until([&] { return peer_->Of(Peer::kPing, 0).size() == static_cast<size_t>(i + 1) * 100; });
    connection_->CheckDeadlines(loop_.NowMillis());
  }
  EXPECT_FALSE(useless_);
}

}  // namespace
}  // namespace http
