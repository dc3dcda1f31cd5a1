#include "src/http/client_websocket.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "src/loop/loop.h"

namespace http {
namespace {

using Lines = std::vector<std::string>;

// A connection, as its other end sees it.
struct Wire {
  net::Stream::Listener* listener = nullptr;
  bool reads = false;
  bool gone = false;
  bool takes = true;  // whether what is written is with the kernel at once
  std::string written;
  size_t unwritten = 0;

  void Take() {
    unwritten = 0;
    listener->OnWritten();
  }
};

class FakeStream final : public net::Stream {
 public:
  explicit FakeStream(Wire& wire) : wire_(wire) {}
  ~FakeStream() override { wire_.gone = true; }

  void set_listener(Listener* listener) override { wire_.listener = listener; }
  void StartReading() override { wire_.reads = true; }
  void StopReading() override { wire_.reads = false; }
  void SetBulk(bool) override {}
  absl::Status Write(std::vector<base::Bytes> pieces) override {
    for (const base::Bytes& piece : pieces) {
      wire_.written.append(piece.view());
      if (!wire_.takes) wire_.unwritten += piece.size();
    }
    return absl::OkStatus();
  }
  size_t unwritten() const override { return wire_.unwritten; }
  bool Quiet() const override { return true; }

 private:
  Wire& wire_;
};

class ClientWebSocketTest : public testing::Test {
 protected:
  void Open(const ClientWebSocketOptions& options = {}, std::string early = "") {
    socket_ =
        NewClientWebSocket(loop_, std::make_unique<FakeStream>(wire_), std::move(early), options);
    socket_->SetCallbacks({[this](WebSocketMessage message) {
                             lines_.push_back(std::string(message.payload.view()));
                           },
                           [this](WebSocketEnd end) {
                             lines_.push_back(absl::StrCat("end ", end.code, " ", end.error));
                           },
                           [this] { lines_.push_back("drained"); }});
  }
  void Receive(std::string_view octets) { wire_.listener->OnData(octets, nullptr); }
  void Until(absl::FunctionRef<bool()> done) {
    const int64_t end = loop_.NowMillis() + 20'000;
    while (!done() && loop_.NowMillis() < end) loop_.RunOnce(loop::Wait::kYes);
    EXPECT_TRUE(done());
  }

  loop::Loop loop_;
  Wire wire_;
  Lines lines_;
  std::unique_ptr<WebSocket> socket_;
};

TEST_F(ClientWebSocketTest, WhatCameWithTheHandshakeComesFirst) {
  Open({}, std::string("\x81\x01"
                       "a",
                       3));
  EXPECT_FALSE(wire_.reads);
  socket_->SetReading(true);
  EXPECT_TRUE(wire_.reads);
  Receive(
      std::string_view("\x81\x01"
                       "b",
                       3));
  EXPECT_EQ(lines_, (Lines{"a", "b"}));
}

TEST_F(ClientWebSocketTest, SilentServersAreAskedAndGivenUp) {
  ClientWebSocketOptions options;
  options.ping_millis = 5;
  Open(options);
  socket_->SetReading(true);
  Until([this] { return wire_.written.size() >= 6; });
  EXPECT_EQ(wire_.written.substr(0, 2), "\x89\x80");
  Until([this] { return !lines_.empty(); });
  EXPECT_EQ(lines_, Lines{"end 1006 the server does not answer a ping"});
}

TEST_F(ClientWebSocketTest, AServerThatAnswersIsAskedAgain) {
  ClientWebSocketOptions options;
  options.ping_millis = 5;
  Open(options);
  socket_->SetReading(true);
  for (size_t pings = 1; pings <= 3; ++pings) {
    Until([&] { return wire_.written.size() >= 6 * pings; });
    Receive(std::string_view("\x8a\x00", 2));
  }
  EXPECT_EQ(lines_, Lines());
}

TEST_F(ClientWebSocketTest, NobodyIsAskedWhomNobodyReadsFrom) {
  ClientWebSocketOptions options;
  options.ping_millis = 1;
  Open(options);
  const int64_t end = loop_.NowMillis() + 20;
  while (loop_.NowMillis() < end) loop_.RunOnce(loop::Wait::kYes);
  EXPECT_EQ(wire_.written, "");
  EXPECT_EQ(lines_, Lines());
}

TEST_F(ClientWebSocketTest, TellsWhenWhatWasSentIsTaken) {
  Open();
  wire_.takes = false;
  socket_->Send({false, base::Bytes(std::string(1'000, 'x'))});
  wire_.Take();
  EXPECT_EQ(lines_, Lines());
  socket_->Send({false, base::Bytes(std::string(100'000, 'x'))});
  EXPECT_GT(socket_->unsent(), 100'000u);
  wire_.Take();
  EXPECT_EQ(lines_, Lines{"drained"});
  EXPECT_EQ(socket_->unsent(), 0u);
}

TEST_F(ClientWebSocketTest, AServerThatTakesNothingIsCutOff) {
  ClientWebSocketOptions options;
  options.max_backlog_bytes = 1'000;
  Open(options);
  wire_.takes = false;
  socket_->Send({false, base::Bytes(std::string(2'000, 'x'))});
  EXPECT_EQ(lines_, Lines{"end 1006 the server is slow: more than 1000 octets wait for it"});
}

TEST_F(ClientWebSocketTest, AnEndThatCameBeforeAnybodyListenedIsTold) {
  socket_ = NewClientWebSocket(loop_, std::make_unique<FakeStream>(wire_), "");
  socket_->SetReading(true);
  wire_.listener->OnError(absl::AbortedError("it broke"));
  std::string told;
  socket_->SetCallbacks({nullptr, [&](WebSocketEnd end) { told = end.error; }, nullptr});
  EXPECT_EQ(told, "it broke");
}

TEST_F(ClientWebSocketTest, ItSaysGoodbyeWhenItIsDropped) {
  Open();
  socket_ = nullptr;
  EXPECT_TRUE(wire_.gone);
  EXPECT_EQ(wire_.written.substr(0, 2), "\x88\x82");
  EXPECT_EQ(lines_, Lines());
}

}  // namespace
}  // namespace http
