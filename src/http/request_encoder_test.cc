#include "src/http/request_encoder.h"

#include "gtest/gtest.h"

namespace http {
namespace {

RequestHead Head(std::string method) {
  RequestHead head;
  head.method = std::move(method);
  head.target = "/a?b";
  head.authority = "example.com";
  return head;
}

std::string Encode(const RequestHead& head, bool has_body = false,
                   std::optional<uint64_t> length = std::nullopt) {
  std::string text;
  EncodeRequestHead(head, FrameRequest(head, has_body, length), &text);
  return text;
}

TEST(RequestEncoderTest, WritesTheHead) {
  RequestHead head = Head("GET");
  head.headers.Add("a", "1");
  head.headers.Add("A", "2");
  EXPECT_EQ(Encode(head), "GET /a?b HTTP/1.1\r\nHost: example.com\r\na: 1\r\nA: 2\r\n\r\n");
}

TEST(RequestEncoderTest, SaysHowTheBodyIsDelimited) {
  EXPECT_EQ(Encode(Head("POST"), true, 5),
            "POST /a?b HTTP/1.1\r\nHost: example.com\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(Encode(Head("POST"), true),
            "POST /a?b HTTP/1.1\r\nHost: example.com\r\nTransfer-Encoding: chunked\r\n\r\n");
  EXPECT_EQ(Encode(Head("PUT")),
            "PUT /a?b HTTP/1.1\r\nHost: example.com\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(Encode(Head("DELETE")), "DELETE /a?b HTTP/1.1\r\nHost: example.com\r\n\r\n");
}

TEST(RequestEncoderTest, LeavesOutWhatBelongsToTheConnection) {
  RequestHead head = Head("GET");
  for (const char* name : {"Connection", "Keep-Alive", "proxy-connection", "TE", "Trailer",
                           "Transfer-Encoding", "Upgrade", "Host", "Content-Length", "Expect"}) {
    head.headers.Add(name, "chunked");
  }
  head.headers.Add("Connection", "x-mine , Other");
  head.headers.Add("X-Mine", "1");
  head.headers.Add("other", "2");
  head.headers.Add("x-mine-too", "3");
  EXPECT_EQ(Encode(head), "GET /a?b HTTP/1.1\r\nHost: example.com\r\nx-mine-too: 3\r\n\r\n");
}

TEST(RequestEncoderTest, RefusesWhatWouldBreakTheHead) {
  EXPECT_TRUE(IsEncodable(Head("GET")));
  EXPECT_FALSE(IsEncodable(Head("GET /")));
  EXPECT_FALSE(IsEncodable(Head("")));
  RequestHead head = Head("GET");
  head.target = "/a b";
  EXPECT_FALSE(IsEncodable(head));
  head.target = "/a\r\nX: y";
  EXPECT_FALSE(IsEncodable(head));
  for (const char* value : {"a\rb", "\r"}) {
    RequestHead with_field = Head("GET");
    with_field.headers.Add("a", value);
    EXPECT_FALSE(IsEncodable(with_field));
  }
  RequestHead bad_name = Head("GET");
  bad_name.headers.Add("a b", "c");
  EXPECT_FALSE(IsEncodable(bad_name));
}

}  // namespace
}  // namespace http
