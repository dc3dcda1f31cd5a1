#include "src/http/response_parser.h"

#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace http {
namespace {

using Event = ResponseParser::Event;
using ::testing::HasSubstr;

constexpr ResponseParser::Limits kLimits = {.max_head_bytes = 300, .max_fields = 5};

// What a parser makes of `text` fed in pieces of `size` octets: "200 OK|name: value|body|end".
std::string ReadInPieces(const std::string& text, size_t size, bool head_method, bool ends) {
  ResponseParser parser(kLimits);
  parser.Begin(head_method);
  std::string read;
  size_t at = 0;
  bool over = false;
  while (at < text.size() && !over) {
    size_t consumed = 0;
    // Gone with the next piece, as a connection's buffer is.
    const std::string_view rest = std::string_view(text).substr(at, size);
    const std::vector<char> piece(rest.begin(), rest.end());
    const Event event = parser.Feed({piece.data(), piece.size()}, &consumed);
    for (std::string_view part : parser.body()) read.append(part);
    if (event == Event::kRefused) return "refused: " + parser.problem();
    at += consumed;
    if (event == Event::kHead) {
      read += std::to_string(parser.head().status) + " " + parser.head().reason + "|";
      for (size_t i = 0; i < parser.head().headers.size(); ++i) {
        const HeaderList::Field field = parser.head().headers.at(i);
        read += std::string(field.name) + ": " + std::string(field.value) + "|";
      }
      over = !parser.framing().has_body;
    }
    over = over || event == Event::kEnd;
  }
  if (!over && ends) {
    if (parser.Finish() == Event::kRefused) return "refused: " + parser.problem();
    over = true;
  }
  if (over) read += parser.framing().keep_alive ? "|end" : "|last";
  if (at < text.size()) read += "|left: " + text.substr(at);
  return read;
}

std::string Read(const std::string& text, bool head_method = false, bool ends = true) {
  const std::string whole = ReadInPieces(text, text.size(), head_method, ends);
  for (size_t size : {1, 2, 7}) {
    const std::string pieces = ReadInPieces(text, static_cast<size_t>(size), head_method, ends);
    EXPECT_EQ(pieces.starts_with("refused"), whole.starts_with("refused")) << text;
    if (!whole.starts_with("refused")) {
      EXPECT_EQ(pieces, whole);
    }
  }
  return whole;
}

TEST(ResponseParserTest, ReadsABodyOfKnownLength) {
  EXPECT_EQ(Read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nA: b \r\n\r\nhello"),
            "200 OK|Content-Length: 5|A: b|hello|end");
}

TEST(ResponseParserTest, ReadsChunksAndDropsTrailers) {
  EXPECT_EQ(Read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                 "3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: x\r\n\r\n"),
            "200 OK|Transfer-Encoding: chunked|abcde|end");
}

TEST(ResponseParserTest, ReadsUntilTheEnd) {
  EXPECT_EQ(Read("HTTP/1.1 200 OK\r\n\r\nhello"), "200 OK|hello|last");
  EXPECT_EQ(Read("HTTP/1.0 200 \r\n\r\nhello"), "200 |hello|last");
}

TEST(ResponseParserTest, SomeResponsesHaveNoBody) {
  EXPECT_EQ(Read("HTTP/1.1 204 No Content\r\n\r\n"), "204 No Content||end");
  EXPECT_EQ(Read("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"),
            "304 Not Modified|Content-Length: 5||end");
  EXPECT_EQ(Read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", true),
            "200 OK|Content-Length: 5||end");
  EXPECT_EQ(Read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", true),
            "200 OK|Transfer-Encoding: chunked||end");
  EXPECT_EQ(Read("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), "200 OK|Content-Length: 0||end");
}

TEST(ResponseParserTest, SwitchesProtocolsForWhoHasAsked) {
  ResponseParser parser({1'000, 10});
  parser.Begin(false, true);
  std::string text =
      "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 101 Switching Protocols\r\n"
      "Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n\x81\x01x";
  size_t consumed = 0;
  std::string_view rest = text;
  ASSERT_EQ(parser.Feed(rest, &consumed), ResponseParser::Event::kNeedMore);
  rest.remove_prefix(consumed);
  ASSERT_EQ(parser.Feed(rest, &consumed), ResponseParser::Event::kHead);
  EXPECT_EQ(parser.head().status, 101);
  EXPECT_EQ(parser.head().headers.Get("upgrade"), "websocket");
  EXPECT_FALSE(parser.framing().has_body);
  EXPECT_EQ(rest.substr(consumed), "\x81\x01x");
}

TEST(ResponseParserTest, PassesOverInterimResponses) {
  EXPECT_EQ(Read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                 "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
            "200 OK|Content-Length: 0||end");
  std::string many;
  for (int i = 0; i < 33; ++i) many += "HTTP/1.1 102 Processing\r\n\r\n";
  EXPECT_THAT(Read(many), HasSubstr("interim"));
}

TEST(ResponseParserTest, LeavesWhatFollows) {
  EXPECT_EQ(ReadInPieces("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200", 1000, false,
                         false),
            "200 OK|Content-Length: 2|ok|end|left: HTTP/1.1 200");
  EXPECT_EQ(ReadInPieces("HTTP/1.1 304 N\r\nContent-Length: 2\r\n\r\nok", 1000, false, false),
            "304 N|Content-Length: 2||end|left: ok");
}

TEST(ResponseParserTest, TellsWhetherTheConnectionMayBeUsedAgain) {
  EXPECT_THAT(Read("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"),
              HasSubstr("|last"));
  EXPECT_THAT(Read("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"), HasSubstr("|last"));
  EXPECT_THAT(Read("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n"),
              HasSubstr("|end"));
}

TEST(ResponseParserTest, SaysWhereAResponseIsCutOff) {
  EXPECT_EQ(Read("HTTP/1.1 200 OK\r\nContent-Le"),
            "refused: the connection ended within the response's head");
  EXPECT_EQ(Read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell"),
            "refused: the connection ended within the response's body");
  EXPECT_EQ(Read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhell\r\n"),
            "refused: the connection ended within the response's body");
}

TEST(ResponseParserTest, RefusesWhatOthersMightReadDifferently) {
  for (const char* head : {
           "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
           "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
           "HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\nhello",
           "HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello",
           "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nhello",
           "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
           "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
           "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n",
           "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
           "HTTP/1.1 204 No\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
           "HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n",
           "HTTP/1.1 200 OK\r\nContent-Length : 0\r\n\r\n",
           "HTTP/1.1 200 OK\r\nA: b\r\n c\r\nContent-Length: 0\r\n\r\n",
           "HTTP/1.1 200 OK\r\nA\x01: b\r\nContent-Length: 0\r\n\r\n",
           "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n",
           "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
           "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
           "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
           "HTTP/2.0 200 OK\r\n\r\n",
           "HTTP/1.1  200 OK\r\n\r\n",
           "HTTP/1.1 20 OK\r\n\r\n",
           "HTTP/1.1 2000 OK\r\n\r\n",
           "HTTP/1.1 999 OK\r\n\r\n",
           "HTTP/1.1 099 OK\r\n\r\n",
           "SSH-2.0-OpenSSH\r\n",
           "\r\nHTTP/1.1 200 OK\r\n\r\n",
       }) {
    EXPECT_THAT(Read(head), HasSubstr("refused: ")) << head;
  }
}

TEST(ResponseParserTest, BoundsHeads) {
  EXPECT_THAT(Read("HTTP/1.1 200 OK\r\nA: " + std::string(400, 'a'), false, false),
              HasSubstr("more than 300 octets"));
  std::string fields = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 6; ++i) fields += "A: b\r\n";
  EXPECT_THAT(Read(fields + "\r\n"), HasSubstr("6 header fields"));
}

TEST(ResponseParserTest, BoundsTrailersAndTheFramingOfChunks) {
  EXPECT_THAT(Read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: " +
                   std::string(20'000, 'a') + "\r\n\r\n"),
              HasSubstr("refused"));
  EXPECT_THAT(Read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" +
                   std::string(80'000, 'a') + "\r\n"),
              HasSubstr("refused"));
}

}  // namespace
}  // namespace http
