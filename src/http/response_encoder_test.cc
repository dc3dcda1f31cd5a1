#include "src/http/response_encoder.h"

#include <string>

#include "gtest/gtest.h"

namespace http {
namespace {

using Body = ResponseFraming::Body;

ResponseHead Head(int status) {
  ResponseHead head;
  head.status = status;
  return head;
}

std::string Encode(const ResponseHead& head, std::optional<uint64_t> length,
                   const AnsweredRequest& request = {}) {
  std::string out;
  EncodeResponseHead(head, FrameResponse(head, length, request), request, "DATE", &out);
  return out;
}

TEST(FrameResponse, DependsOnLengthAndVersion) {
  EXPECT_EQ(FrameResponse(Head(200), 5, {}).body, Body::kLength);
  EXPECT_EQ(FrameResponse(Head(200), std::nullopt, {}).body, Body::kChunked);
  AnsweredRequest old;
  old.http_1_0 = true;
  EXPECT_EQ(FrameResponse(Head(200), std::nullopt, old).body, Body::kUntilClose);
}

TEST(FrameResponse, KnowsWhatHasNoBody) {
  AnsweredRequest head_request;
  head_request.head_method = true;
  EXPECT_EQ(FrameResponse(Head(200), 5, head_request).body, Body::kNone);
  EXPECT_EQ(FrameResponse(Head(200), 5, head_request).length, 5u);
  for (int status : {204, 205, 304}) {
    EXPECT_EQ(FrameResponse(Head(status), 5, {}).body, Body::kNone) << status;
  }
}

TEST(FrameResponse, TakesAnAnnouncedLength) {
  ResponseHead head = Head(200);
  head.headers.Add("content-length", "7");
  EXPECT_EQ(FrameResponse(head, std::nullopt, {}).length, 7u);
  EXPECT_EQ(FrameResponse(head, 5, {}).length, 5u);
  for (const char* bad : {"", "+7", " 7", "7x", "99999999999999999999"}) {
    ResponseHead wrong = Head(200);
    wrong.headers.Add("Content-Length", bad);
    EXPECT_EQ(FrameResponse(wrong, std::nullopt, {}).body, Body::kChunked) << bad;
  }
}

TEST(EncodeResponseHead, WritesTheWholeHead) {
  ResponseHead head = Head(404);
  head.headers.Add("X-One", "1");
  EXPECT_EQ(Encode(head, 3),
            "HTTP/1.1 404 Not Found\r\nX-One: 1\r\nDate: DATE\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(Encode(Head(200), std::nullopt),
            "HTTP/1.1 200 OK\r\nDate: DATE\r\nTransfer-Encoding: chunked\r\n\r\n");
  EXPECT_EQ(Encode(Head(204), 3), "HTTP/1.1 204 No Content\r\nDate: DATE\r\n\r\n");
  EXPECT_EQ(Encode(Head(205), 3),
            "HTTP/1.1 205 Reset Content\r\nDate: DATE\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(Encode(Head(599), 0), "HTTP/1.1 599 \r\nDate: DATE\r\nContent-Length: 0\r\n\r\n");
}

TEST(EncodeResponseHead, HasTheHandlersReasonAndDate) {
  ResponseHead head = Head(200);
  head.reason = "Fine";
  head.headers.Add("date", "own");
  EXPECT_EQ(Encode(head, 0), "HTTP/1.1 200 Fine\r\ndate: own\r\nContent-Length: 0\r\n\r\n");
}

TEST(EncodeResponseHead, DoesNotLetAReasonEndTheLine) {
  ResponseHead head = Head(200);
  head.reason = "OK\r\nX-Injected: 1";
  EXPECT_EQ(Encode(head, 0), "HTTP/1.1 200 OK\r\nDate: DATE\r\nContent-Length: 0\r\n\r\n");
}

TEST(EncodeResponseHead, LeavesOutWhatIsTheConnections) {
  ResponseHead head = Head(200);
  for (const char* name : {"Content-Length", "TRANSFER-ENCODING", "connection", "Keep-Alive",
                           "Proxy-Connection", "Upgrade"}) {
    head.headers.Add(name, "9");
  }
  head.headers.Add("Content-Type", "a");
  EXPECT_EQ(Encode(head, 1),
            "HTTP/1.1 200 OK\r\nContent-Type: a\r\nDate: DATE\r\nContent-Length: 1\r\n\r\n");
}

TEST(EncodeResponseHead, SaysWhetherTheConnectionStays) {
  AnsweredRequest request;
  request.keep_alive = false;
  EXPECT_EQ(Encode(Head(200), 0, request),
            "HTTP/1.1 200 OK\r\nDate: DATE\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  request.http_1_0 = request.keep_alive = true;
  EXPECT_EQ(Encode(Head(200), 0, request),
            "HTTP/1.1 200 OK\r\nDate: DATE\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(Encode(Head(200), std::nullopt, request),
            "HTTP/1.1 200 OK\r\nDate: DATE\r\nConnection: close\r\n\r\n");
}

}  // namespace
}  // namespace http
