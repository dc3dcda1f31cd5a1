#include "src/http/local_websocket.h"

#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace http {
namespace {

using Lines = std::vector<std::string>;

class LocalWebSocketTest : public testing::Test {
 protected:
  LocalWebSocketTest() {
    std::tie(first_, second_) = NewLocalWebSockets();
    Watch(*first_, first_lines_);
    Watch(*second_, second_lines_);
  }

  static void Watch(WebSocket& socket, Lines& lines) {
    socket.SetCallbacks({[&lines](WebSocketMessage message) {
                           lines.push_back(absl::StrCat(message.is_text ? "text " : "octets ",
                                                        message.payload.view()));
                         },
                         [&lines](WebSocketEnd end) {
                           lines.push_back(absl::StrCat("end ", end.code, " ", end.reason,
                                                        end.clean ? "" : "broken"));
                         }});
  }
  static WebSocketMessage Text(std::string text) { return {true, base::Bytes(std::move(text))}; }

  Lines first_lines_;
  Lines second_lines_;
  std::unique_ptr<WebSocket> first_;
  std::unique_ptr<WebSocket> second_;
};

TEST_F(LocalWebSocketTest, MessagesWaitForWhoReads) {
  first_->Send(Text("a"));
  first_->Send({false, base::Bytes::Static("b")});
  EXPECT_EQ(second_lines_, Lines());
  second_->SetReading(true);
  EXPECT_EQ(second_lines_, (Lines{"text a", "octets b"}));
  second_->SetReading(false);
  first_->Send(Text("c"));
  EXPECT_EQ(second_lines_.size(), 2u);
  second_->SetReading(true);
  EXPECT_EQ(second_lines_.back(), "text c");
}

TEST_F(LocalWebSocketTest, AnEndIsToldAfterTheMessagesAndAnswered) {
  first_->SetReading(true);
  first_->Send(Text("last"));
  first_->Close(4001, "bye");
  first_->Send(Text("too late"));
  EXPECT_EQ(second_lines_, Lines());
  EXPECT_EQ(first_lines_, Lines());
  second_->SetReading(true);
  EXPECT_EQ(second_lines_, (Lines{"text last", "end 4001 bye"}));
  EXPECT_EQ(first_lines_, (Lines{"end 4001 bye"}));
  second_->Close(1000, "");
  second_->Send(Text("nobody"));
  EXPECT_EQ(first_lines_.size(), 1u);
}

TEST_F(LocalWebSocketTest, BothMayCloseAtOnce) {
  first_->Close(std::nullopt, "");
  second_->Close(1000, "");
  EXPECT_EQ(second_lines_, (Lines{"end 1005 "}));
  EXPECT_EQ(first_lines_.size(), 1u);
}

TEST_F(LocalWebSocketTest, AnEndThatGoesSaysSo) {
  first_ = nullptr;
  EXPECT_EQ(second_lines_, (Lines{"end 1001 "}));
  second_->Send(Text("nobody"));
  second_->Close(1000, "");
  EXPECT_EQ(second_lines_.size(), 1u);
}

TEST_F(LocalWebSocketTest, AnEndMayGoWhenItIsTold) {
  second_->SetCallbacks({nullptr, [this](WebSocketEnd) { second_ = nullptr; }});
  first_->Close(1000, "");
  EXPECT_EQ(second_, nullptr);
  EXPECT_EQ(first_lines_, (Lines{"end 1000 "}));
}

TEST_F(LocalWebSocketTest, WhoReadsNothingIsCutOff) {
  for (int i = 0; i < 17; ++i) first_->Send(Text(std::string(1 << 20, 'x')));
  EXPECT_EQ(first_lines_, (Lines{"end 1006 broken"}));
  EXPECT_EQ(second_lines_, (Lines{"end 1006 broken"}));
}

TEST_F(LocalWebSocketTest, AReaderMayStopAtAMessage) {
  int seen = 0;
  second_->SetCallbacks({[&](WebSocketMessage) {
                           ++seen;
                           second_->SetReading(false);
                         },
                         nullptr});
  first_->Send(Text("a"));
  first_->Send(Text("b"));
  second_->SetReading(true);
  EXPECT_EQ(seen, 1);
  second_->SetReading(true);
  EXPECT_EQ(seen, 2);
}

}  // namespace
}  // namespace http
