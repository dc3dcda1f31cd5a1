#include "src/http/websocket_handshake.h"

#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace http {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

const Fields kHandshake = {
    {"Connection", "keep-alive , UPGRADE"}, {"upgrade", "h2c, WebSocket"},
    {"Sec-WebSocket-Version", "13"},        {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
    {"Sec-WebSocket-Protocol", "one, two"}, {"Sec-WebSocket-Protocol", "three"}};

// The fields with one replaced, or without it when `value` is empty.
Fields With(const std::string& name, const std::string& value) {
  Fields fields;
  for (const auto& field : kHandshake) {
    if (field.first != name) fields.push_back(field);
  }
  if (!value.empty()) fields.emplace_back(name, value);
  return fields;
}

RequestHead Request(const Fields& fields) {
  RequestHead head;
  head.method = "GET";
  head.target = "/";
  for (const auto& [name, value] : fields) head.headers.Add(name, value);
  return head;
}

std::optional<WebSocketHandshake> Read(const Fields& fields) {
  return ReadWebSocketHandshake(Request(fields), false, false);
}

int StatusOf(const Fields& fields) {
  const std::optional<WebSocketHandshake> handshake = Read(fields);
  return handshake && handshake->refusal ? handshake->refusal->status : 0;
}

TEST(WebSocketHandshakeTest, AHandshakeIsRead) {
  const std::optional<WebSocketHandshake> handshake = Read(kHandshake);
  ASSERT_TRUE(handshake);
  EXPECT_FALSE(handshake->refusal);
  EXPECT_EQ(handshake->protocols, "one, two,three");
}

TEST(WebSocketHandshakeTest, WhatAsksForNone) {
  EXPECT_FALSE(Read({}));
  EXPECT_FALSE(Read(With("upgrade", "")));
  EXPECT_FALSE(Read(With("upgrade", "websocket2")));
  EXPECT_FALSE(Read(With("Connection", "")));
  EXPECT_FALSE(Read(With("Connection", "keep-alive")));
}

TEST(WebSocketHandshakeTest, WhatCannotHaveOne) {
  EXPECT_EQ(StatusOf(With("Sec-WebSocket-Version", "")), 426);
  EXPECT_EQ(StatusOf(With("Sec-WebSocket-Version", "8")), 426);
  EXPECT_EQ(StatusOf(With("Sec-WebSocket-Version", "8, 13")), 426);
  EXPECT_EQ(StatusOf(With("Sec-WebSocket-Key", "")), 400);
  EXPECT_EQ(StatusOf(With("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ")), 400);
  EXPECT_EQ(StatusOf(With("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25j ZQ==")), 400);
  Fields twice = kHandshake;
  twice.emplace_back("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
  EXPECT_EQ(StatusOf(twice), 400);
  RequestHead head = Request(kHandshake);
  EXPECT_EQ(ReadWebSocketHandshake(head, true, false)->refusal->status, 426);
  EXPECT_EQ(ReadWebSocketHandshake(head, false, true)->refusal->status, 400);
  head.method = "POST";
  EXPECT_EQ(ReadWebSocketHandshake(head, false, false)->refusal->status, 400);
}

TEST(WebSocketHandshakeTest, TheAnswer) {
  ResponseHead answer;
  for (const auto& [name, value] : Fields{{"X-Own", "1"},
                                          {"Upgrade", "h2c"},
                                          {"Sec-WebSocket-Accept", "mine"},
                                          {"sec-websocket-extensions", "permessage-deflate"},
                                          {"sec-websocket-protocol", "three"},
                                          {"sec-websocket-protocol", "two"}}) {
    answer.headers.Add(name, value);
  }
  const ResponseHead head = AcceptWebSocket(*Read(kHandshake), answer);
  EXPECT_EQ(head.status, 101);
  EXPECT_EQ(head.headers.Get("upgrade"), "websocket");
  EXPECT_EQ(head.headers.Get("sec-websocket-accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  EXPECT_EQ(head.headers.Get("sec-websocket-protocol"), "three");
  EXPECT_EQ(head.headers.Get("x-own"), "1");
  EXPECT_EQ(head.headers.size(), 4u);
  ResponseHead other;
  other.headers.Add("Sec-WebSocket-Protocol", "four");
  EXPECT_FALSE(AcceptWebSocket(*Read(kHandshake), other).headers.Has("sec-websocket-protocol"));
}

}  // namespace
}  // namespace http
