#include "src/http/websocket_client_handshake.h"

#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace http {
namespace {

using ::testing::HasSubstr;

// RFC 6455, section 1.3.
constexpr std::string_view kKey = "dGhlIHNhbXBsZSBub25jZQ==";
constexpr std::string_view kAccept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

ResponseHead Answer(std::vector<HeaderList::Field> fields) {
  ResponseHead head;
  head.status = 101;
  for (const HeaderList::Field& field : fields) head.headers.Add(field.name, field.value);
  return head;
}

TEST(WebSocketClientHandshakeTest, KeysAreNonces) {
  std::string nonce;
  const std::string key = NewWebSocketKey();
  ASSERT_TRUE(absl::Base64Unescape(key, &nonce));
  EXPECT_EQ(nonce.size(), 16u);
  EXPECT_NE(key, NewWebSocketKey());
  EXPECT_EQ(WebSocketAcceptOf(kKey), kAccept);
}

TEST(WebSocketClientHandshakeTest, OpensAHandshake) {
  RequestHead head;
  head.headers.Add("Upgrade", "h2c, WebSocket");
  head.headers.Add("Sec-WebSocket-Key", "another");
  head.headers.Add("Sec-WebSocket-Extensions", "permessage-deflate");
  head.headers.Add("Sec-WebSocket-Protocol", "one");
  head.headers.Add("Sec-WebSocket-Protocol", "two");
  EXPECT_TRUE(AsksForWebSocket(head));
  OpenWebSocket(kKey, &head);
  EXPECT_FALSE(AsksForWebSocket(head));
  EXPECT_EQ(head.headers.Get("sec-websocket-key"), kKey);
  EXPECT_EQ(head.headers.Get("sec-websocket-version"), "13");
  EXPECT_FALSE(head.headers.Has("sec-websocket-extensions"));
  EXPECT_EQ(OfferedProtocols(head), "one,two");
}

TEST(WebSocketClientHandshakeTest, ChecksTheAnswer) {
  const HeaderList::Field upgrade = {"upgrade", "WebSocket"};
  const HeaderList::Field connection = {"Connection", "keep-alive, Upgrade"};
  const HeaderList::Field accept = {"Sec-WebSocket-Accept", kAccept};
  const auto check = [](std::vector<HeaderList::Field> fields) {
    return CheckWebSocketAnswer(kKey, "one, two", Answer(std::move(fields)));
  };
  EXPECT_TRUE(check({upgrade, connection, accept}).ok());
  EXPECT_TRUE(check({upgrade, connection, accept, {"Sec-WebSocket-Protocol", "two"}}).ok());
  EXPECT_THAT(check({connection, accept}).message(), HasSubstr("does not switch"));
  EXPECT_THAT(check({upgrade, accept}).message(), HasSubstr("does not switch"));
  EXPECT_THAT(check({upgrade, connection}).message(), HasSubstr("Sec-WebSocket-Accept"));
  EXPECT_THAT(check({upgrade, connection, accept, accept}).message(),
              HasSubstr("Sec-WebSocket-Accept"));
  EXPECT_THAT(check({upgrade, connection, accept, {"Sec-WebSocket-Protocol", "TWO"}}).message(),
              HasSubstr("was not offered"));
  EXPECT_THAT(check({upgrade, connection, accept, {"Sec-WebSocket-Extensions", "x"}}).message(),
              HasSubstr("an extension"));
}

}  // namespace
}  // namespace http
