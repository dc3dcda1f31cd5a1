// Reads octets as responses twice, whole and in pieces: what is read must be the same.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "absl/log/check.h"
#include "absl/strings/str_cat.h"
#include "src/http/response_parser.h"
#include "tests/fuzz/corpus.h"
#include "tests/fuzz/fuzz.h"

namespace {

using http::ResponseParser;

// Small, so that inputs reach them.
constexpr ResponseParser::Limits kLimits = {.max_head_bytes = 1500, .max_fields = 20};

// What a parser says, and that it keeps to what it promises.
class Transcript {
 public:
  explicit Transcript(ResponseParser& parser) : parser_(parser) {}

  // Whether the response is over.
  bool Add(ResponseParser::Event event) {
    for (std::string_view piece : parser_.body()) {
      CHECK(in_body_ && !piece.empty());
      body_ += piece;
    }
    switch (event) {
      case ResponseParser::Event::kNeedMore:
        return false;
      case ResponseParser::Event::kHead:
        AddHead();
        return !in_body_;
      case ResponseParser::Event::kEnd:
        CHECK(in_body_);
        if (parser_.framing().content_length) {
          CHECK_EQ(*parser_.framing().content_length, body_.size());
        }
        in_body_ = false;
        text_ += body_ + "|end|";
        return true;
      case ResponseParser::Event::kRefused:
        CHECK(!parser_.problem().empty());
        CHECK_EQ(parser_.problem().find('\n'), std::string::npos);
        // Which of several faults is found first may depend on the octets at hand.
        text_ += "|refused|";
        return true;
    }
    return true;
  }

  std::string text_;

 private:
  void AddHead() {
    CHECK(!in_body_);
    const http::ResponseHead& head = parser_.head();
    const ResponseParser::Framing& framing = parser_.framing();
    CHECK(head.status >= 200 && head.status <= 599);
    CHECK_LE(head.headers.size(), kLimits.max_fields);
    CHECK(!framing.until_close || (!framing.keep_alive && framing.has_body));
    absl::StrAppend(&text_, "|", head.status, " ", head.reason, "|", framing.keep_alive,
                    framing.has_body, framing.until_close, "|");
    for (size_t i = 0; i < head.headers.size(); ++i) {
      auto [name, value] = head.headers.at(i);
      CHECK(!name.empty());
      CHECK_EQ(value.find_first_of(std::string_view("\r\n\0", 3)), value.npos);
      absl::StrAppend(&text_, name, ":", value, "|");
    }
    in_body_ = framing.has_body;
    body_.clear();
  }

  ResponseParser& parser_;
  bool in_body_ = false;
  std::string body_;
};

// Feeds the octets in pieces of `size`, each from memory of its own, so that reading beyond it is
// seen, as one response after the other, as long as the connection would go on.
std::string Read(std::string_view octets, size_t size, bool head_method) {
  ResponseParser parser(kLimits);
  parser.Begin(head_method);
  Transcript transcript(parser);
  while (!octets.empty()) {
    const std::vector<char> memory(octets.begin(), octets.begin() + std::min(size, octets.size()));
    octets.remove_prefix(memory.size());
    std::string_view rest(memory.data(), memory.size());
    while (!rest.empty()) {
      size_t consumed = 0;
      const ResponseParser::Event event = parser.Feed(rest, &consumed);
      const bool over = transcript.Add(event);
      if (event == ResponseParser::Event::kRefused) return transcript.text_;
      CHECK_LE(consumed, rest.size());
      CHECK_GT(consumed, 0u);
      rest.remove_prefix(consumed);
      if (over && !parser.framing().keep_alive) return transcript.text_;
      if (over) parser.Begin(head_method);
    }
  }
  transcript.Add(parser.Finish());
  return transcript.text_;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view octets(reinterpret_cast<const char*>(data), size);
  for (bool head_method : {false, true}) {
    const std::string whole = Read(octets, size + 1, head_method);
    for (size_t piece : {1, 3, 61}) CHECK_EQ(whole, Read(octets, piece, head_method));
  }
  return 0;
}

std::vector<std::string> FuzzSeeds() { return fuzz::ReadCorpus("tests/fuzz/http_response/corpus"); }

std::vector<std::string> FuzzWords() {
  return {"\r\n",
          "\r\n\r\n",
          "\n",
          "\r",
          " ",
          "\t",
          ":",
          ",",
          ";",
          "0\r\n\r\n",
          "5\r\nhello\r\n",
          "HTTP/1.1 200 OK\r\n",
          "HTTP/1.0 ",
          "HTTP/1.1 100 Continue\r\n\r\n",
          "HTTP/1.1 204 ",
          "HTTP/1.1 304 ",
          "Content-Length: 5\r\n",
          "Transfer-Encoding: chunked\r\n",
          "Connection: close\r\n",
          "Connection: keep-alive\r\n",
          "18446744073709551616",
          "-1",
          std::string(1, '\0'),
          "\xff"};
}
