#include "src/http/client.h"

#include <deque>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "src/http/body_pipe.h"
#include "src/loop/tcp.h"
#include "src/net/tcp_byte_stream.h"

namespace http {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// One connection of the server's, which says what a test has it say.
class Peer : public net::Stream::Listener {
 public:
  explicit Peer(std::unique_ptr<net::Stream> stream) : stream_(std::move(stream)) {
    stream_->set_listener(this);
    stream_->StartReading();
  }
  void OnData(std::string_view data, const std::shared_ptr<const void>&) override {
    received.append(data);
  }
  void OnEnd() override { ended = true; }
  void OnError(const absl::Status&) override { ended = true; }
  void OnWritten() override {}

  void Say(std::string_view text) {
    std::vector<base::Bytes> pieces;
    pieces.push_back(base::Bytes::Copy(text));
    (void)stream_->Write(std::move(pieces));
  }
  void Close() { stream_ = nullptr; }
  net::Stream& stream() { return *stream_; }

  std::string received;
  bool ended = false;

 private:
  std::unique_ptr<net::Stream> stream_;
};

class Counter : public BodyPipe::Filler {
 public:
  void OnBodyWanted() override { ++wanted; }
  void OnBodyDropped() override { dropped = true; }
  int wanted = 0;
  bool dropped = false;
};

// What came of one request.
struct Result {
  bool done = false;
  absl::Status status;
  int code = 0;
  HeaderList headers;
  Body body;
  std::unique_ptr<ClientCall> call;
};

class ClientTest : public ::testing::Test {
 protected:
  ClientTest() {
    auto listener = loop::TcpListener::Listen(
        loop_, "127.0.0.1", 0, false, [this](std::unique_ptr<loop::TcpStream> stream) {
          peers_.push_back(std::make_unique<Peer>(net::NewTcpByteStream(loop_, std::move(stream))));
        });
    EXPECT_TRUE(listener.ok()) << listener.status();
    listener_ = *std::move(listener);
    options_.policy.loopback = true;
  }

  std::unique_ptr<Result> Start(std::string method = "GET", Body body = nullptr,
                                std::string partition = "") {
    if (client_ == nullptr) client_ = std::make_unique<Client>(loop_, options_);
    ClientRequest request;
    request.partition = std::move(partition);
    request.head.method = std::move(method);
    EXPECT_TRUE(
        SetUrl(absl::StrCat(scheme_, "://127.0.0.1:", listener_->port(), "/path?q#f"), &request)
            .ok());
    request.body = std::move(body);
    auto result = std::make_unique<Result>();
    Result* noted = result.get();
    result->call =
        client_->Fetch(std::move(request), [noted](absl::StatusOr<ClientResponse> response) {
          noted->done = true;
          noted->status = response.status();
          if (!response.ok()) return;
          noted->code = response->head.status;
          noted->headers = std::move(response->head.headers);
          noted->body = std::move(response->body);
        });
    return result;
  }

  template <class Condition>
  void Until(Condition condition) {
    for (int rounds = 0; !condition(); ++rounds) {
      ASSERT_LT(rounds, 100'000) << "it does not happen";
      loop_.RunOnce(loop::Wait::kYes);
    }
  }
  // The n-th connection of the server, once it has received a whole head.
  Peer& PeerWithRequest(size_t n) {
    Until([&] { return peers_.size() > n && peers_[n]->received.ends_with("\r\n\r\n"); });
    return *peers_[n];
  }
  std::string ReadAll(Result& result) {
    std::string all;
    bool over = result.body == nullptr;
    while (!over) {
      bool read = false;
      result.body->Read([&](absl::StatusOr<std::optional<base::Bytes>> chunk) {
        read = true;
        over = !chunk.ok() || !chunk->has_value();
        all += chunk.ok() ? over ? "" : std::string((**chunk).view())
                          : absl::StrCat("!", chunk.status().message());
      });
      Until([&] { return read; });
    }
    return all;
  }
  // A request that is answered with `answer`; the body of the response.
  std::string Exchange(size_t peer, std::string_view answer) {
    auto result = Start();
    PeerWithRequest(peer).received.clear();
    peers_[peer]->Say(answer);
    Until([&] { return result->done; });
    EXPECT_TRUE(result->status.ok()) << result->status;
    return ReadAll(*result);
  }

  loop::Loop loop_;
  std::vector<std::unique_ptr<Peer>> peers_;
  std::unique_ptr<loop::TcpListener> listener_;
  ClientOptions options_;
  std::string scheme_ = "http";
  std::unique_ptr<Client> client_;
};

constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

TEST_F(ClientTest, SendsARequestAndGivesItsResponse) {
  auto result = Start();
  Peer& peer = PeerWithRequest(0);
  EXPECT_EQ(
      peer.received,
      absl::StrCat("GET /path?q HTTP/1.1\r\nHost: 127.0.0.1:", listener_->port(), "\r\n\r\n"));
  peer.Say("HTTP/1.1 404 Gone fishing\r\nA: b\r\nContent-Length: 5\r\n\r\nhello");
  Until([&] { return result->done; });
  EXPECT_EQ(result->code, 404);
  EXPECT_EQ(result->headers.Get("a"), "b");
  EXPECT_EQ(result->body->length(), 5u);
  EXPECT_EQ(ReadAll(*result), "hello");
}

TEST_F(ClientTest, UsesAConnectionAgain) {
  EXPECT_EQ(Exchange(0, kOk), "ok");
  EXPECT_EQ(Exchange(0, kOk), "ok");
  EXPECT_EQ(Exchange(0, "HTTP/1.1 204 No Content\r\n\r\n"), "");
  EXPECT_EQ(
      Exchange(0, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"),
      "ok");
  EXPECT_EQ(peers_.size(), 1u);
  EXPECT_EQ(client_->idle_connections(), 1u);
}

TEST_F(ClientTest, PartitionsShareNoConnections) {
  EXPECT_EQ(Exchange(0, kOk), "ok");
  auto other = Start("GET", nullptr, "other");
  PeerWithRequest(1).Say(kOk);
  Until([&] { return other->done; });
  EXPECT_EQ(peers_.size(), 2u);
}

TEST_F(ClientTest, AResponseThatIsFollowedByMoreIsTheLast) {
  // What follows would be taken for the answer to the next request.
  EXPECT_EQ(Exchange(0, absl::StrCat(kOk, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")),
            "ok");
  EXPECT_EQ(Exchange(1, kOk), "ok");
  EXPECT_EQ(peers_.size(), 2u);
}

TEST_F(ClientTest, AConnectionOnWhichSomethingCameUnaskedIsNotUsedAgain) {
  EXPECT_EQ(Exchange(0, kOk), "ok");
  peers_[0]->Say("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
  EXPECT_EQ(Exchange(1, kOk), "ok");
}

TEST_F(ClientTest, TheServerMayCloseAnIdleConnection) {
  EXPECT_EQ(Exchange(0, kOk), "ok");
  peers_[0]->Close();
  EXPECT_EQ(Exchange(1, kOk), "ok");
}

TEST_F(ClientTest, SendsAnIdempotentRequestAgainWhenItsOldConnectionEnds) {
  EXPECT_EQ(Exchange(0, kOk), "ok");
  auto result = Start();
  PeerWithRequest(0).Close();
  PeerWithRequest(1).Say(kOk);
  Until([&] { return result->done; });
  EXPECT_EQ(result->code, 200);
}

TEST_F(ClientTest, DoesNotSendAgainWhatMayHaveBeenDone) {
  EXPECT_EQ(Exchange(0, kOk), "ok");
  auto result = Start("POST");
  PeerWithRequest(0).Close();
  Until([&] { return result->done; });
  EXPECT_TRUE(absl::IsUnavailable(result->status)) << result->status;
  EXPECT_EQ(peers_.size(), 1u);
}

TEST_F(ClientTest, DoesNotSendAgainOnceAnAnswerHasBegun) {
  EXPECT_EQ(Exchange(0, kOk), "ok");
  auto result = Start();
  PeerWithRequest(0).Say("HTTP/1.1 ");
  loop_.RunOnce(loop::Wait::kNo);
  peers_[0]->Close();
  Until([&] { return result->done; });
  EXPECT_THAT(result->status.message(), HasSubstr("within the response's head"));
}

TEST_F(ClientTest, DoesNotSendAgainOnAFreshConnection) {
  auto result = Start();
  PeerWithRequest(0).Close();
  Until([&] { return result->done; });
  EXPECT_EQ(result->status.message(), "the connection ended without a response");
}

TEST_F(ClientTest, SaysHowABodyBreaksOff) {
  auto result = Start();
  PeerWithRequest(0).Say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhell");
  Until([&] { return result->done; });
  peers_[0]->Close();
  EXPECT_EQ(ReadAll(*result), "hell!the connection ended within the response's body");
}

TEST_F(ClientTest, AMalformedBodyBreaksOff) {
  auto result = Start();
  PeerWithRequest(0).Say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\nzz");
  Until([&] { return result->done; });
  EXPECT_TRUE(result->status.ok());
  EXPECT_THAT(ReadAll(*result), HasSubstr("!malformed body"));
}

TEST_F(ClientTest, StreamsARequestsBody) {
  Counter counter;
  auto pipe = std::make_shared<BodyPipe>(std::nullopt, &counter);
  auto result = Start("POST", std::make_unique<BodyPipeSource>(pipe));
  PeerWithRequest(0).received.clear();
  pipe->Push(base::Bytes::Static("hello"));
  pipe->Deliver();
  Until([&] { return peers_[0]->received == "5\r\nhello\r\n"; });
  pipe->Finish();
  pipe->Deliver();
  Until([&] { return peers_[0]->received == "5\r\nhello\r\n0\r\n\r\n"; });
  peers_[0]->Say(kOk);
  Until([&] { return result->done; });
  EXPECT_EQ(ReadAll(*result), "ok");
  EXPECT_EQ(client_->idle_connections(), 1u);
  pipe->Detach();
}

TEST_F(ClientTest, SendsABodyThatIsThereAlready) {
  Counter counter;
  auto pipe = std::make_shared<BodyPipe>(10, &counter);
  pipe->Push(base::Bytes::Static("hello"));
  pipe->Push(base::Bytes::Static("world"));
  pipe->Finish();
  auto result = Start("PUT", std::make_unique<BodyPipeSource>(pipe));
  Until([&] { return !peers_.empty() && peers_[0]->received.ends_with("\r\n\r\nhelloworld"); });
  peers_[0]->Say(kOk);
  Until([&] { return result->done; });
  EXPECT_EQ(client_->idle_connections(), 1u);
  pipe->Detach();
}

TEST_F(ClientTest, AResponseMayComeBeforeTheRequestIsSent) {
  Counter counter;
  auto pipe = std::make_shared<BodyPipe>(100, &counter);
  auto result = Start("POST", std::make_unique<BodyPipeSource>(pipe));
  PeerWithRequest(0).Say("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
  Until([&] { return result->done && counter.dropped; });
  EXPECT_EQ(result->code, 413);
  EXPECT_EQ(client_->connections(), 0u);
  pipe->Detach();
}

TEST_F(ClientTest, ABodyThatIsNotAsLongAsItSaysEndsTheRequest) {
  Counter counter;
  auto pipe = std::make_shared<BodyPipe>(3, &counter);
  auto result = Start("POST", std::make_unique<BodyPipeSource>(pipe));
  PeerWithRequest(0);
  pipe->Push(base::Bytes::Static("hello"));
  pipe->Deliver();
  Until([&] { return result->done && peers_[0]->ended; });
  EXPECT_THAT(result->status.message(), HasSubstr("longer than its length"));
  pipe->Detach();
}

TEST_F(ClientTest, AServerThatIsNotReadHasToWait) {
  auto result = Start();
  PeerWithRequest(0).Say("HTTP/1.1 200 OK\r\nContent-Length: 64000000\r\n\r\n");
  Until([&] { return result->done; });
  const std::string piece(1'000'000, 'x');
  for (int i = 0; i < 64; ++i) peers_[0]->Say(piece);
  for (int i = 0; i < 1'000; ++i) loop_.RunOnce(loop::Wait::kNo);
  // What the kernels of both ends take, and no more than our own buffer beside it.
  EXPECT_GT(peers_[0]->stream().unwritten(), size_t{32'000'000});
  EXPECT_EQ(ReadAll(*result).size(), 64'000'000u);
}

TEST_F(ClientTest, GivingUpClosesTheConnection) {
  auto result = Start();
  PeerWithRequest(0);
  result->call = nullptr;
  Until([&] { return peers_[0]->ended; });
  EXPECT_FALSE(result->done);
  EXPECT_EQ(client_->connections(), 0u);
}

// The end of the handshake has arrived, and is read in the round in which the dial is to go.
TEST_F(ClientTest, GivingUpWhileTheHandshakeEnds) {
  scheme_ = "https";
  auto result = Start();
  Until([&] { return !peers_.empty() && !peers_[0]->received.empty(); });
  peers_[0]->Say("this is no TLS, but it is an end");
  result->call = nullptr;
  Until([&] { return peers_[0]->ended; });
  EXPECT_FALSE(result->done);
  EXPECT_EQ(client_->connections(), 0u);
}

TEST_F(ClientTest, DroppingABodyClosesTheConnection) {
  auto result = Start();
  PeerWithRequest(0).Say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhell");
  Until([&] { return result->done; });
  result->body = nullptr;
  Until([&] { return peers_[0]->ended; });
  EXPECT_EQ(client_->connections(), 0u);
}

TEST_F(ClientTest, ABodyOutlivesTheCall) {
  auto result = Start();
  PeerWithRequest(0).Say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
  Until([&] { return result->done; });
  result->call = nullptr;
  peers_[0]->Say("ok");
  EXPECT_EQ(ReadAll(*result), "ok");
}

TEST_F(ClientTest, WhoComesLaterWaitsForAConnection) {
  options_.max_connections = 1;
  auto first = Start();
  auto second = Start();
  auto third = Start();
  third->call = nullptr;
  PeerWithRequest(0).Say(kOk);
  Until([&] { return first->done; });
  peers_[0]->received.clear();
  EXPECT_EQ(ReadAll(*first), "ok");
  PeerWithRequest(0).Say(kOk);
  Until([&] { return second->done; });
  EXPECT_EQ(second->code, 200);
  EXPECT_EQ(client_->connections(), 1u);
  EXPECT_FALSE(third->done);
}

TEST_F(ClientTest, GivesUpAServerThatDoesNotAnswer) {
  options_.first_byte_millis = 1;
  auto result = Start();
  Until([&] { return result->done; });
  EXPECT_TRUE(absl::IsDeadlineExceeded(result->status));
  EXPECT_THAT(result->status.message(), HasSubstr("within 1 ms"));
}

TEST_F(ClientTest, GivesUpABodyThatDoesNotGoOn) {
  options_.idle_millis = 1;
  auto result = Start();
  PeerWithRequest(0).Say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhell");
  Until([&] { return result->done; });
  EXPECT_EQ(ReadAll(*result), "hell!the server has sent nothing of the body for 1 ms");
}

TEST_F(ClientTest, ClosesConnectionsThatNobodyUses) {
  options_.keep_idle_millis = 1;
  EXPECT_EQ(Exchange(0, kOk), "ok");
  Until([&] { return client_->connections() == 0; });
  EXPECT_EQ(client_->idle_connections(), 0u);
}

TEST_F(ClientTest, RefusesWhereItMayNotGo) {
  options_.policy.loopback = false;
  auto result = Start();
  Until([&] { return result->done; });
  EXPECT_TRUE(absl::IsPermissionDenied(result->status)) << result->status;
}

TEST(ClientUrlTest, ReadsSerialisedUrls) {
  ClientRequest request;
  ASSERT_TRUE(SetUrl("https://[2001:db8::1]:8443/a/b?c#d", &request).ok());
  EXPECT_EQ(request.host, "2001:db8::1");
  EXPECT_EQ(request.port, 8443);
  EXPECT_EQ(request.head.authority, "[2001:db8::1]:8443");
  EXPECT_EQ(request.head.target, "/a/b?c");
  ASSERT_TRUE(SetUrl("http://Example.com?x", &request).ok());
  EXPECT_EQ(request.host, "example.com");
  EXPECT_EQ(request.port, 80);
  EXPECT_EQ(request.head.target, "/?x");
  ASSERT_TRUE(SetUrl("https://[::1]/", &request).ok());
  EXPECT_EQ(request.port, 443);
  for (const char* url : {"ftp://a/", "file:///etc/passwd", "", "http://", "http://a:0/",
                          "http://a:65536/", "http://u:p@a/", "data:,x"}) {
    EXPECT_FALSE(SetUrl(url, &request).ok()) << url;
  }
}

}  // namespace
}  // namespace http
