// Reads octets as requests twice, whole and in pieces: what is read must be the same.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "absl/log/check.h"
#include "absl/strings/str_cat.h"
#include "src/http/request_parser.h"
#include "tests/fuzz/fuzz.h"

namespace {

using http::RequestParser;

// Small, so that inputs reach them.
constexpr RequestParser::Limits kLimits = {.max_header_bytes = 2000,
                                           .max_header_fields = 20,
                                           .max_target_bytes = 300,
                                           .max_body_bytes = 3000};

// What a parser says, and that it keeps to what it promises.
class Transcript {
 public:
  explicit Transcript(const RequestParser& parser) : parser_(parser) {}

  void Add(RequestParser::Event event) {
    for (std::string_view piece : parser_.body()) {
      CHECK(in_body_ && !piece.empty());
      body_ += piece;
    }
    switch (event) {
      case RequestParser::Event::kNeedMore:
        return;
      case RequestParser::Event::kHead:
        return AddHead();
      case RequestParser::Event::kEnd:
        CHECK(in_body_);
        CHECK_EQ(parser_.framing().content_length.value_or(body_.size()), body_.size());
        in_body_ = false;
        text_ += body_ + "|end|";
        return;
      case RequestParser::Event::kRefused:
        CHECK(parser_.refusal().status >= 400 && parser_.refusal().status < 600);
        CHECK(!parser_.refusal().message.empty());
        // Which of several faults is found first may depend on the octets at hand.
        text_ += "|refused|";
    }
  }

  const std::string& text() const { return text_; }

 private:
  void AddHead() {
    CHECK(!in_body_);
    const http::RequestHead& head = const_cast<RequestParser&>(parser_).head();
    const RequestParser::Framing& framing = parser_.framing();
    absl::StrAppend(&text_, "|", head.method, " ", head.scheme, " ", head.authority, " ",
                    head.target, "|", framing.keep_alive, framing.expects_continue,
                    framing.http_1_0, framing.has_body, "|");
    CHECK_LE(head.headers.size(), kLimits.max_header_fields);
    CHECK_LE(head.target.size(), kLimits.max_target_bytes + 1);
    for (size_t i = 0; i < head.headers.size(); ++i) {
      auto [name, value] = head.headers.at(i);
      CHECK(!name.empty());
      CHECK_EQ(value.find_first_of(std::string_view("\r\n\0", 3)), value.npos);
      absl::StrAppend(&text_, name, ":", value, "|");
    }
    in_body_ = framing.has_body;
    body_.clear();
  }

  const RequestParser& parser_;
  std::string text_;
  bool in_body_ = false;
  std::string body_;  // of the message that is read; of one that is refused, no matter how much
};

// Feeds the octets in pieces of `piece`, each from memory of its own, so that reading beyond it is
// seen.
std::string Read(std::string_view octets, size_t piece) {
  RequestParser parser(kLimits);
  Transcript transcript(parser);
  for (; !octets.empty(); octets.remove_prefix(std::min(piece, octets.size()))) {
    std::vector<char> memory(octets.begin(), octets.begin() + std::min(piece, octets.size()));
    std::string_view rest(memory.data(), memory.size());
    while (!rest.empty()) {
      size_t consumed = 0;
      RequestParser::Event event = parser.Feed(rest, &consumed);
      transcript.Add(event);
      if (event == RequestParser::Event::kRefused) return transcript.text();
      CHECK_LE(consumed, rest.size());
      CHECK_GT(consumed, 0u);
      rest.remove_prefix(consumed);
    }
  }
  return transcript.text();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view octets(reinterpret_cast<const char*>(data), size);
  std::string whole = Read(octets, size);
  for (size_t piece : {1, 2, 7, 61}) CHECK_EQ(whole, Read(octets, piece));
  return 0;
}
