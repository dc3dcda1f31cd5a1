#include "src/http/request_line.h"

#include <string>

#include "gtest/gtest.h"

namespace http {
namespace {

constexpr size_t kMaxTarget = 20;

// The status of the refusal, 0 if there is none.
int StatusOf(std::string_view text) {
  RequestLine line;
  const std::optional<Refusal> refusal = ParseRequestLine(text, kMaxTarget, &line);
  if (!refusal) return 0;
  EXPECT_NE(refusal->message, "");
  return refusal->status;
}

TEST(ParseRequestLine, FindsItsThreeParts) {
  RequestLine line;
  ASSERT_FALSE(ParseRequestLine("M-SEARCH /a?b HTTP/1.1", kMaxTarget, &line));
  EXPECT_EQ(line.method, "M-SEARCH");
  EXPECT_EQ(line.target, "/a?b");
  EXPECT_FALSE(line.http_1_0);
  ASSERT_FALSE(ParseRequestLine("GET / HTTP/1.0", kMaxTarget, &line));
  EXPECT_TRUE(line.http_1_0);
}

TEST(ParseRequestLine, RefusesWhatIsMalformed) {
  for (const char* bad :
       {"", "GET", "GET ", "GET /", "GET / ", "GET  / HTTP/1.1", "GET /  HTTP/1.1",
        " GET / HTTP/1.1", "GET / HTTP/1.1 ", "GET\t/ HTTP/1.1", "GET / HTTP/1.10",
        "GET / HTTP/01.1", "GET / http/1.1", "GET / HTTP/1,1", "GET / HTTP/x.1", "GET / RTSP/1.0",
        "G(T / HTTP/1.1", "GET /a b HTTP/1.1", "GET / HTTP/1.1\rHost: a"}) {
    EXPECT_EQ(StatusOf(bad), 400) << bad;
  }
}

TEST(ParseRequestLine, RefusesOtherVersions) {
  EXPECT_EQ(StatusOf("GET / HTTP/2.0"), 505);
  EXPECT_EQ(StatusOf("GET / HTTP/1.2"), 505);
  EXPECT_EQ(StatusOf("GET / HTTP/0.9"), 505);
  EXPECT_EQ(StatusOf("PRI * HTTP/2.0"), 505);
}

TEST(ParseRequestLine, RefusesALongTarget) {
  EXPECT_EQ(StatusOf("GET /" + std::string(kMaxTarget - 1, 'x') + " HTTP/1.1"), 0);
  EXPECT_EQ(StatusOf("GET /" + std::string(kMaxTarget, 'x') + " HTTP/1.1"), 414);
  EXPECT_EQ(StatusOf("GET /" + std::string(kMaxTarget, 'x')), 414);
}

}  // namespace
}  // namespace http
