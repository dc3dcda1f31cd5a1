// Reads octets as the frames of a WebSocket twice, whole and in pieces: what is read must be the
// same, and within the bounds that the reader promises.

#include <string>
#include <string_view>
#include <vector>

#include "absl/log/check.h"
#include "absl/strings/str_cat.h"
#include "src/http/websocket_reader.h"
#include "tests/fuzz/corpus.h"
#include "tests/fuzz/fuzz.h"

namespace {

using Event = http::WebSocketReader::Event;

// Small, so that inputs reach it.
constexpr size_t kMaxMessage = 300;
constexpr size_t kMaxControl = 125;

// Adds an event; whether it is the last.
bool Add(http::WebSocketReader& reader, Event event, std::string* text) {
  const std::string& payload = reader.payload();
  switch (event) {
    case Event::kNeedMore:
      return false;
    case Event::kText:
    case Event::kBinary:
      CHECK_LE(payload.size(), kMaxMessage);
      absl::StrAppend(text, event == Event::kText ? "|text:" : "|binary:", payload);
      return false;
    case Event::kPing:
    case Event::kPong:
      CHECK_LE(payload.size(), kMaxControl);
      absl::StrAppend(text, event == Event::kPing ? "|ping:" : "|pong:", payload);
      return false;
    case Event::kClose:
      CHECK_LE(payload.size() + 2, kMaxControl + (reader.close_code() == 1005 ? 2 : 0));
      absl::StrAppend(text, "|close:", reader.close_code(), payload);
      return true;
    case Event::kFailed:
      CHECK(reader.failure().code == 1002 || reader.failure().code == 1007 ||
            reader.failure().code == 1009);
      CHECK(!reader.failure().message.empty());
      absl::StrAppend(text, "|failed:", reader.failure().code);
      return true;
  }
  return true;
}

// Each piece is fed from memory of its own, so that reading beyond it is seen.
std::string Read(std::string_view octets, size_t piece) {
  http::WebSocketReader reader(http::WebSocketReader::From::kClient, kMaxMessage);
  std::string text;
  while (!octets.empty()) {
    const std::string own(octets.substr(0, piece));
    octets.remove_prefix(own.size());
    std::string_view data = own;
    Event event = Event::kNeedMore;
    do {
      event = reader.Feed(&data);
      if (Add(reader, event, &text)) return text;
    } while (event != Event::kNeedMore);
    CHECK(data.empty());
  }
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view octets(reinterpret_cast<const char*>(data), size);
  const std::string whole = Read(octets, size + 1);
  CHECK_EQ(whole, Read(octets, 1));
  CHECK_EQ(whole, Read(octets, 5));
  return 0;
}

std::vector<std::string> FuzzSeeds() { return fuzz::ReadCorpus("tests/fuzz/websocket/corpus"); }

std::vector<std::string> FuzzWords() {
  using std::string_literals::operator""s;
  return {"\x81\x80\0\0\0\0"s,
          "\x01\x81\0\0\0\0a"s,
          "\x00\x81\0\0\0\0b"s,
          "\x80\x81\0\0\0\0c"s,
          "\x82\xfe\x01\x00"s,
          "\x82\xff\0\0\0\0\0\x01\0\0"s,
          "\x88\x80\0\0\0\0"s,
          "\x88\x82\0\0\0\0\x03\xe8"s,
          "\x89\x81\0\0\0\0p"s,
          "\x8a\x80\0\0\0\0"s,
          "\xc3\xbc",
          "\xff",
          "\x7f"};
}
