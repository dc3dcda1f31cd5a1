#include "src/http/request_parser.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace http {
namespace {

using ::testing::ElementsAre;
using Event = RequestParser::Event;

constexpr RequestParser::Limits kLimits = {1000, 20, 100, 50};

// What a parser says of `octets`, fed in pieces of `piece` octets: a line for each message.
std::vector<std::string> Parse(std::string_view octets, size_t piece) {
  RequestParser parser(kLimits);
  std::vector<std::string> said;
  std::string body;
  while (!octets.empty()) {
    size_t consumed = 0;
    const Event event = parser.Feed(octets.substr(0, piece), &consumed);
    for (std::string_view part : parser.body()) body.append(part);
    if (event == Event::kRefused) {
      said.push_back(absl::StrCat("refused ", parser.refusal().status));
      break;
    }
    octets.remove_prefix(consumed);
    if (event == Event::kHead) {
      said.push_back(absl::StrCat(parser.head().method, " ", parser.head().Url()));
    } else if (event == Event::kEnd) {
      said.push_back(absl::StrCat("body ", std::exchange(body, {})));
    } else {
      EXPECT_EQ(event, Event::kNeedMore);
    }
  }
  return said;
}

// As above; the pieces must not matter.
std::vector<std::string> Parse(std::string_view octets) {
  const std::vector<std::string> whole = Parse(octets, octets.size());
  for (size_t piece = 1; piece < octets.size(); ++piece) {
    EXPECT_EQ(Parse(octets, piece), whole) << "in pieces of " << piece << ": " << octets;
  }
  return whole;
}

TEST(RequestParser, ReadsRequestsOneAfterTheOther) {
  EXPECT_THAT(Parse("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
                    "POST /2 HTTP/1.1\r\nHost: b\r\nContent-Length: 3\r\n\r\nabc\r\n"
                    "PUT /3 HTTP/1.1\r\nHost: c\r\nTransfer-Encoding: chunked\r\n\r\n"
                    "2;x=\"y\"\r\nde\r\n1\r\nf\r\n0\r\nTrailer: 1\r\n\r\n"
                    "HEAD /4 HTTP/1.1\r\nHost: d\r\nContent-Length: 0\r\n\r\n"),
              ElementsAre("GET http://a/1", "POST http://b/2", "body abc", "PUT http://c/3",
                          "body def", "HEAD http://d/4"));
}

TEST(RequestParser, KeepsFieldsAsSent) {
  RequestParser parser(kLimits);
  size_t consumed = 0;
  const std::string octets =
      "GET / HTTP/1.1\r\nHost:a\r\nX-One: \t 1 \t2 \t \r\nx-empty:\r\nx-one: \xff\r\n\r\n";
  ASSERT_EQ(parser.Feed(octets, &consumed), Event::kHead);
  const HeaderList& headers = parser.head().headers;
  ASSERT_EQ(headers.size(), 4u);
  EXPECT_EQ(headers.at(1).name, "X-One");
  EXPECT_EQ(headers.at(1).value, "1 \t2");
  EXPECT_EQ(headers.at(2).value, "");
  EXPECT_EQ(headers.at(3).value, "\xff");
}

TEST(RequestParser, SaysHowTheMessageIsFramed) {
  const auto framing = [](std::string_view version, std::string_view fields) {
    RequestParser parser(kLimits);
    size_t consumed = 0;
    const std::string head =
        absl::StrCat("POST / HTTP/", version, "\r\nHost: a\r\n", fields, "\r\n");
    EXPECT_EQ(parser.Feed(head, &consumed), Event::kHead) << fields;
    EXPECT_EQ(consumed, head.size());
    return parser.framing();
  };
  const RequestParser::Framing plain = framing("1.1", "");
  EXPECT_TRUE(plain.keep_alive);
  EXPECT_FALSE(plain.has_body);
  EXPECT_FALSE(plain.http_1_0);
  EXPECT_FALSE(framing("1.1", "Connection: X, close\r\n").keep_alive);
  EXPECT_FALSE(framing("1.0", "").keep_alive);
  EXPECT_TRUE(framing("1.0", "Connection: keep-alive\r\n").keep_alive);

  const RequestParser::Framing sized =
      framing("1.1", "Content-Length: 7\r\nExpect: 100-continue\r\n");
  EXPECT_TRUE(sized.has_body);
  EXPECT_EQ(sized.content_length, 7u);
  EXPECT_TRUE(sized.expects_continue);
  const RequestParser::Framing empty =
      framing("1.1", "Content-Length: 0\r\nExpect: 100-continue\r\n");
  EXPECT_FALSE(empty.has_body);
  EXPECT_FALSE(empty.expects_continue);
  const RequestParser::Framing chunked = framing("1.1", "Transfer-Encoding: \tchunked\t\r\n");
  EXPECT_TRUE(chunked.has_body);
  EXPECT_FALSE(chunked.content_length.has_value());
}

TEST(RequestParser, PutsTheAuthorityOfTheTargetFirst) {
  RequestParser parser(kLimits);
  size_t consumed = 0;
  ASSERT_EQ(parser.Feed("GET https://b:1/x HTTP/1.1\r\nHost: a\r\n\r\n", &consumed), Event::kHead);
  EXPECT_EQ(parser.head().Url(), "https://b:1/x");
  EXPECT_EQ(parser.head().headers.Get("host"), "b:1");
}

TEST(RequestParser, OffersNoUpgrade) {
  EXPECT_THAT(Parse("GET /1 HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
                    "POST /2 HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: foo\r\n"
                    "Content-Length: 1\r\n\r\nx"
                    "GET /3 HTTP/1.1\r\nHost: a\r\n\r\n"),
              ElementsAre("GET http://a/1", "POST http://a/2", "body x", "GET http://a/3"));
}

// Each is refused, and what comes after it is never read.
TEST(RequestParser, RefusesHeads) {
  const auto status = [](std::string_view line, std::string_view fields) {
    const std::vector<std::string> said =
        Parse(absl::StrCat(line, "\r\n", fields, "\r\nGET /after HTTP/1.1\r\nHost: a\r\n\r\n"));
    EXPECT_EQ(said.size(), 1u) << line << fields;
    return said.empty() ? "" : said.front();
  };
  const std::string_view kGet = "GET / HTTP/1.1";
  for (std::string_view bad :
       {"Host: a\r\nX : 1\r\n", "Host: a\r\n: 1\r\n", "Host: a\r\nX\r\n", " Host: a\r\n",
        "Host: a\r\nX: 1\r\n 2\r\n", "Host: a\r\nX: a\rb\r\n", "Host: a\r\nX: \x7f\r\n", "X: 1\r\n",
        "Host: a\r\nContent-Length: +5\r\n", "Host: a\r\nContent-Length: 5, 5\r\n",
        "Host: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n",
        "Host: a\r\nContent-Length: -1\r\n", "Host: a\r\nContent-Length: \r\n",
        "Host: a\r\nContent-Length: 18446744073709551620\r\n",
        "Host: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Host: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n"}) {
    EXPECT_EQ(status(kGet, bad), "refused 400") << bad;
  }
  EXPECT_EQ(status(kGet, std::string_view("Host: a\r\nX: a\0b\r\n", 17)), "refused 400");
  EXPECT_EQ(status("GET * HTTP/1.1", "Host: a\r\n"), "refused 400");
  EXPECT_EQ(status("FETCH / HTTP/1.1", "Host: a\r\n"), "refused 501");
  EXPECT_EQ(status("CONNECT a:1 HTTP/1.1", "Host: a\r\n"), "refused 501");
  EXPECT_EQ(status(kGet, "Host: a\r\nTransfer-Encoding: gzip, chunked\r\n"), "refused 501");
  EXPECT_EQ(status(kGet, "Host: a\r\nExpect: y\r\n"), "refused 417");
  EXPECT_EQ(status(kGet, "Host: a\r\nContent-Length: 51\r\n"), "refused 413");
}

TEST(RequestParser, RefusesBodies) {
  const auto status = [](std::string_view body) {
    const std::vector<std::string> said = Parse(
        absl::StrCat("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", body));
    return said.back();
  };
  for (const char* bad : {"x\r\n", "+1\r\na\r\n0\r\n\r\n", "1\na\r\n0\r\n\r\n",
                          "1\r\nab\r\n0\r\n\r\n", "2\r\na\r\n0\r\n", "1 \r\na\r\n", "1;=b\r\na\r\n",
                          "10000000000000001\r\na\r\n", "0\r\nX : 1\r\n\r\n", "0\r\n\n"}) {
    EXPECT_EQ(status(bad), "refused 400") << bad;
  }
  EXPECT_EQ(status(absl::StrCat("33\r\n", std::string(51, 'x'), "\r\n0\r\n\r\n")), "refused 413");
}

TEST(RequestParser, BoundsTheFramingOfChunks) {
  const auto status = [](std::string_view body) {
    const std::vector<std::string> said = Parse(
        absl::StrCat("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", body),
        4096);
    return said.back();
  };
  const std::string endless(100'000, '0');
  EXPECT_EQ(status(absl::StrCat(endless, "1\r\na\r\n")), "refused 400");
  EXPECT_EQ(status(absl::StrCat("1;", endless, "\r\na\r\n")), "refused 400");
  EXPECT_EQ(status(absl::StrCat("1;a=", endless, "\r\na\r\n")), "refused 400");
  EXPECT_EQ(status(absl::StrCat("0\r\nX: ", endless, "\r\n\r\n")), "refused 431");
}

}  // namespace
}  // namespace http
