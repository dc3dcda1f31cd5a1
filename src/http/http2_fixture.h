#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "src/http/body_pipe.h"
#include "src/http/http2_client_connection.h"
#include "src/http/http2_test_peer.h"
#include "src/loop/loop.h"
#include "src/loop/tcp.h"
#include "src/loop/tcp_connect.h"
#include "src/net/tcp_byte_stream.h"

namespace http {

// One connection, and the peer at its other end.
class Http2Fixture : public ::testing::Test, private Http2ClientConnection::Owner {
 protected:
  using Peer = Http2TestPeer;

  // What came of one request.
  struct Result {
    int32_t stream = 0;
    bool done = false;
    absl::Status status;
    ClientRetry retry;
    int code = 0;
    HeaderList headers;
    Body body;
  };

  // Whom a body's source hears from.
  class Counter : public BodyPipe::Filler {
   public:
    void OnBodyWanted() override { ++wanted; }
    void OnBodyDropped() override { dropped = true; }
    int wanted = 0;
    bool dropped = false;
  };

  Http2Fixture() {
    auto listener = loop::TcpListener::Listen(
        loop_, "127.0.0.1", 0, false, [this](std::unique_ptr<loop::TcpStream> stream) {
          peer_ = std::make_unique<Peer>(net::NewTcpByteStream(loop_, std::move(stream)));
        });
    EXPECT_TRUE(listener.ok()) << listener.status();
    listener_ = *std::move(listener);
  }
  ~Http2Fixture() override {
    connection_ = nullptr;
    loop_.RunOnce(loop::Wait::kNo);
  }

  void Connect() {
    auto attempt = loop::TcpConnect::Start(
        loop_, {"127.0.0.1", listener_->port()},
        [this](absl::StatusOr<std::unique_ptr<loop::TcpStream>> stream) {
          ASSERT_TRUE(stream.ok()) << stream.status();
          connection_ = std::make_unique<Http2ClientConnection>(
              static_cast<Http2ClientConnection::Owner&>(*this), loop_, options_, "key",
              net::NewTcpByteStream(loop_, *std::move(stream)));
        });
    ASSERT_TRUE(attempt.ok()) << attempt.status();
    Until([&] { return peer_ != nullptr && peer_->greeted(); });
  }
  // Connects, and has the server greet.
  void Open(std::vector<std::pair<uint16_t, uint32_t>> settings = {}) {
    Connect();
    peer_->Settings(std::move(settings));
    // The client's own hold from now on.
    peer_->Send(Peer::kSettings, Peer::kAck, 0, "");
    Until([&] { return !peer_->Of(Peer::kSettings, 0).empty(); });
    // Its acknowledgement: the settings hold.
    Until([&] { return peer_->Of(Peer::kSettings, 0).size() == 2; });
  }

  static RequestHead Head(std::string method = "GET", std::string target = "/path?q") {
    RequestHead head;
    head.method = std::move(method);
    head.scheme = "https";
    head.authority = "example.com";
    head.target = std::move(target);
    return head;
  }

  std::unique_ptr<Result> Start(RequestHead head, Body body = nullptr) {
    auto result = std::make_unique<Result>();
    Result* noted = result.get();
    absl::StatusOr<int32_t> stream = connection_->Begin(
        head, std::move(body), [noted](absl::StatusOr<ClientResponse> response, ClientRetry retry) {
          noted->done = true;
          noted->status = response.status();
          noted->retry = std::move(retry);
          if (!response.ok()) return;
          noted->code = response->head.status;
          noted->headers = std::move(response->head.headers);
          noted->body = std::move(response->body);
        });
    EXPECT_TRUE(stream.ok()) << stream.status();
    if (stream.ok()) result->stream = *stream;
    return result;
  }
  // The same, and its header has come.
  std::unique_ptr<Result> Ask(RequestHead head = Head(), Body body = nullptr) {
    auto result = Start(std::move(head), std::move(body));
    Until([&] { return !peer_->Of(Peer::kHeaders, result->stream).empty(); });
    return result;
  }

  template <class Condition>
  void Until(Condition condition) {
    for (int rounds = 0; !condition(); ++rounds) {
      ASSERT_LT(rounds, 100'000) << "it does not happen";
      loop_.RunOnce(loop::Wait::kYes);
    }
  }
  void UntilDone(const Result& result) {
    Until([&] { return result.done; });
  }
  // What is under way arrives.
  void Settle() {
    const size_t pings = peer_->Of(Peer::kPing, 0).size();
    peer_->Send(Peer::kPing, 0, 0, "settled?");
    Until([&] { return useless_ || peer_->Of(Peer::kPing, 0).size() > pings; });
  }
  // The next piece of the body; "" at the end, "!" and why when it breaks off.
  std::string ReadPiece(Result& result) {
    std::optional<std::string> piece;
    result.body->Read([&](absl::StatusOr<std::optional<base::Bytes>> chunk) {
      if (!chunk.ok()) {
        piece = absl::StrCat("!", chunk.status().message());
      } else {
        piece = chunk->has_value() ? std::string((**chunk).view()) : "";
      }
    });
    Until([&] { return piece.has_value(); });
    return piece.value_or("");
  }
  std::string ReadAll(Result& result) {
    std::string all;
    while (result.body != nullptr) {
      const std::string piece = ReadPiece(result);
      all += piece;
      if (piece.empty() || piece[0] == '!') break;
    }
    return all;
  }

  loop::Loop loop_;
  ClientOptions options_;
  std::unique_ptr<loop::TcpListener> listener_;
  std::unique_ptr<Peer> peer_;
  std::unique_ptr<Http2ClientConnection> connection_;
  int rooms_ = 0;
  bool draining_ = false;
  bool useless_ = false;

 private:
  void OnRoom(Http2ClientConnection*) override { ++rooms_; }
  void OnDraining(Http2ClientConnection*) override { draining_ = true; }
  void OnUseless(Http2ClientConnection*) override {
    EXPECT_FALSE(useless_);
    useless_ = true;
  }
};

}  // namespace http
