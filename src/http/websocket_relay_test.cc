#include "src/http/websocket_relay.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "src/http/local_websocket.h"

namespace http {
namespace {

using Lines = std::vector<std::string>;

// What one of the two peers hears.
void Watch(WebSocket& socket, Lines& lines) {
  socket.SetCallbacks({[&lines](WebSocketMessage message) {
                         lines.push_back(absl::StrCat(message.is_text ? "text " : "octets ",
                                                      message.payload.view()));
                       },
                       [&lines](WebSocketEnd end) {
                         lines.push_back(absl::StrCat("end ", end.code, " ", end.reason));
                       },
                       nullptr});
  socket.SetReading(true);
}

// One that does what its callbacks are told to.
class BreakingWebSocket final : public WebSocket {
 public:
  explicit BreakingWebSocket(Callbacks& callbacks) : callbacks_(callbacks) {}
  void SetCallbacks(Callbacks callbacks) override { callbacks_ = std::move(callbacks); }
  void SetReading(bool) override {}
  void Send(WebSocketMessage) override {}
  size_t unsent() const override { return 0; }
  void Close(std::optional<uint16_t>, std::string_view) override {}

 private:
  Callbacks& callbacks_;
};

class WebSocketRelayTest : public testing::Test {
 protected:
  WebSocketRelayTest() {
    std::unique_ptr<WebSocket> client_end;
    std::unique_ptr<WebSocket> server_end;
    std::tie(client_, client_end) = NewLocalWebSockets();
    std::tie(server_, server_end) = NewLocalWebSockets();
    // What comes before the relay is not lost.
    server_->Send(Text("early"));
    relay_ = std::make_unique<WebSocketRelay>(loop_, std::move(client_end), std::move(server_end),
                                              [this](WebSocketEnd end) {
                                                ended_ = absl::StrCat(end.code, " ", end.reason);
                                                relay_ = nullptr;
                                              });
    Watch(*client_, client_lines_);
  }

  static WebSocketMessage Text(std::string text) { return {true, base::Bytes(std::move(text))}; }
  void RunLoop() {
    for (int i = 0; i < 5; ++i) loop_.RunOnce(loop::Wait::kNo);
  }

  loop::Loop loop_;
  std::unique_ptr<WebSocket> client_;
  std::unique_ptr<WebSocket> server_;
  Lines client_lines_;
  Lines server_lines_;
  std::optional<std::string> ended_;
  std::unique_ptr<WebSocketRelay> relay_;
};

TEST_F(WebSocketRelayTest, MessagesGoBothWays) {
  Watch(*server_, server_lines_);
  client_->Send(Text("a"));
  client_->Send({false, base::Bytes::Static("b")});
  server_->Send(Text("c"));
  EXPECT_EQ(server_lines_, (Lines{"text a", "octets b"}));
  EXPECT_EQ(client_lines_, (Lines{"text early", "text c"}));
}

TEST_F(WebSocketRelayTest, AnEndIsPassedOnAndAnswered) {
  Watch(*server_, server_lines_);
  server_->Send(Text("last"));
  server_->Close(4001, "bye");
  EXPECT_EQ(client_lines_, (Lines{"text early", "text last", "end 4001 bye"}));
  client_->Close(4001, "");
  RunLoop();
  EXPECT_EQ(ended_, "4001 bye");
  EXPECT_EQ(relay_, nullptr);
  EXPECT_EQ(server_lines_, Lines{"end 4001 bye"});
}

TEST_F(WebSocketRelayTest, AnEndWithoutACodeStaysOne) {
  Watch(*server_, server_lines_);
  client_->Close(std::nullopt, "");
  EXPECT_EQ(server_lines_, Lines{"end 1005 "});
}

TEST_F(WebSocketRelayTest, AClientThatIsGoneEndsTheServer) {
  Watch(*server_, server_lines_);
  client_ = nullptr;
  EXPECT_EQ(server_lines_, Lines{"end 1001 "});
  server_->Close(1001, "");
  RunLoop();
  EXPECT_EQ(ended_, "1001 ");
}

TEST_F(WebSocketRelayTest, OneThatBreaksOffBecomes1011) {
  WebSocket::Callbacks callbacks;
  auto [server, server_end] = NewLocalWebSockets();
  Watch(*server, server_lines_);
  const WebSocketRelay relay(
      loop_, std::make_unique<BreakingWebSocket>(callbacks), std::move(server_end),
      [this](WebSocketEnd end) { ended_ = absl::StrCat(end.code, " ", end.error); });
  callbacks.on_end({kCloseAbnormal, "", false, "the client has gone"});
  EXPECT_EQ(server_lines_, Lines{"end 1011 "});
  server->Close(1011, "");
  RunLoop();
  EXPECT_EQ(ended_, "1006 the client has gone");
}

TEST_F(WebSocketRelayTest, WhoeverIsFasterWaits) {
  const std::string piece(size_t{100} << 10, 'x');
  for (int i = 0; i < 20; ++i) client_->Send(Text(piece));
  // The server reads nothing: a few are on their way, the others wait at the client.
  EXPECT_GT(client_->unsent(), size_t{1} << 20);
  Watch(*server_, server_lines_);
  EXPECT_EQ(client_->unsent(), 0u);
  EXPECT_EQ(server_lines_.size(), 20u);
}

TEST_F(WebSocketRelayTest, ClosesBoth) {
  Watch(*server_, server_lines_);
  relay_->Close(1011, "over");
  relay_ = nullptr;
  EXPECT_EQ(client_lines_, (Lines{"text early", "end 1011 over"}));
  EXPECT_EQ(server_lines_, Lines{"end 1011 over"});
  RunLoop();
  EXPECT_EQ(ended_, std::nullopt);
}

TEST_F(WebSocketRelayTest, EndsBothWhenItIsDestroyed) {
  Watch(*server_, server_lines_);
  relay_ = nullptr;
  EXPECT_EQ(client_lines_, (Lines{"text early", "end 1001 "}));
  EXPECT_EQ(server_lines_, Lines{"end 1001 "});
}

}  // namespace
}  // namespace http
