// Reads octets as what an HTTP/2 server says to a client with three requests under way, whole and
// in pieces: what is read of each must be the same, and within bounds.

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/log/check.h"
#include "absl/strings/str_cat.h"
#include "src/http/http2_response_head.h"
#include "src/http/http2_session.h"
#include "src/http/whole_body.h"
#include "tests/fuzz/fuzz.h"

namespace {

using http::Http2Session;

// Small, so that inputs reach them.
constexpr http::Http2ResponseHead::Limits kLimits = {1'500, 20};
constexpr Http2Session::Options kOptions = {kLimits.max_bytes, 20'000, 100'000, 50};
constexpr int kRequests = 3;

// A client that notes what comes of its requests.
class Client final : private Http2Session::Listener {
 public:
  Client() : session_(*this, kOptions) {
    for (int i = 0; i < kRequests; ++i) {
      http::RequestHead head;
      head.method = i == 0 ? "HEAD" : "POST";
      head.scheme = "https";
      head.authority = "example.com";
      head.target = "/";
      auto stream = std::make_unique<Stream>(i == 2);
      const auto number = session_.Request(head, i == 2 ? &stream->upload : nullptr);
      CHECK(number.ok());
      streams_.emplace(*number, std::move(stream));
    }
    CHECK(Send());
  }

  // Whether the connection goes on.
  bool Read(std::string_view data) {
    const absl::Status status = session_.Receive(data);
    if (!status.ok()) CHECK(!status.message().empty());
    return status.ok() && Send() && !session_.over();
  }

  std::string Transcript() const {
    std::string text;
    for (const auto& [number, stream] : streams_) {
      // How much of a body is given that is malformed in the end depends on the octets at hand.
      absl::StrAppend(&text, number, ": ", stream->text, stream->complete ? stream->body : "",
                      "\n");
    }
    return text;
  }

 private:
  struct Stream {
    explicit Stream(bool has_body)
        : head(kLimits),
          upload(
              has_body ? std::make_unique<http::WholeBody>(base::Bytes::Static("hello")) : nullptr,
              [] {}) {}
    http::Http2ResponseHead head;
    http::Http2Upload upload;
    std::string text;
    std::string body;
    bool complete = false;
    bool closed = false;
  };

  bool Send() {
    std::vector<base::Bytes> out;
    if (!session_.Send(1 << 20, &out).ok()) return false;
    sent_ += out.size();
    CHECK_EQ(session_.problem().find('\n'), std::string::npos);
    return true;
  }

  Stream& Live(int32_t number) {
    auto it = streams_.find(number);
    CHECK(it != streams_.end()) << number;
    CHECK(!it->second->closed && !it->second->complete);
    return *it->second;
  }

  void OnBlockBegin(int32_t number) override { Live(number).head.Begin(); }
  bool OnField(int32_t number, std::string_view name, std::string_view value) override {
    CHECK(!name.empty());
    CHECK_EQ(value.find_first_of(std::string_view("\r\n\0", 3)), value.npos);
    return Live(number).head.Add(name, value);
  }
  bool OnBlockEnd(int32_t number) override {
    Stream& stream = Live(number);
    const bool fine = stream.head.End();
    if (!fine || !stream.head.complete()) return fine;
    const http::ResponseHead& head = stream.head.head();
    CHECK(head.status >= 200 && head.status <= 599);
    CHECK_LE(head.headers.size(), kLimits.max_fields);
    absl::StrAppend(&stream.text, head.status, "|");
    for (size_t i = 0; i < head.headers.size(); ++i) {
      absl::StrAppend(&stream.text, head.headers.at(i).name, ":", head.headers.at(i).value, "|");
    }
    return true;
  }
  void OnBody(int32_t number, std::string_view data) override {
    Stream& stream = Live(number);
    CHECK(stream.head.complete());
    stream.body.append(data);
    // Nobody reads: no more comes than was allowed.
    CHECK_LE(stream.body.size(), kOptions.stream_window);
  }
  void OnComplete(int32_t number) override {
    Stream& stream = Live(number);
    CHECK(stream.head.complete());
    if (number != 1 && stream.head.content_length() && !stream.body.empty()) {
      CHECK_EQ(*stream.head.content_length(), stream.body.size());
    }
    stream.complete = true;
    absl::StrAppend(&stream.text, "complete|");
  }
  void OnStreamClosed(int32_t number, uint32_t, std::string_view) override {
    auto it = streams_.find(number);
    if (it == streams_.end()) return;
    CHECK(!it->second->closed);
    it->second->closed = true;
  }
  void OnSettings() override {}
  void OnGoAway(uint32_t) override {}
  void OnSent(int32_t) override {}
  http::Http2Upload* UploadOf(int32_t number) override {
    auto it = streams_.find(number);
    return it == streams_.end() ? nullptr : &it->second->upload;
  }

  Http2Session session_;
  std::map<int32_t, std::unique_ptr<Stream>> streams_;
  size_t sent_ = 0;
};

std::string Read(std::string_view octets, size_t size) {
  Client client;
  while (!octets.empty()) {
    const std::vector<char> memory(octets.begin(), octets.begin() + std::min(size, octets.size()));
    octets.remove_prefix(memory.size());
    if (!client.Read({memory.data(), memory.size()})) break;
  }
  return client.Transcript();
}

std::string Frame(uint8_t type, uint8_t flags, uint8_t stream, std::string_view payload) {
  std::string frame = {static_cast<char>(payload.size() >> 16),
                       static_cast<char>(payload.size() >> 8),
                       static_cast<char>(payload.size()),
                       static_cast<char>(type),
                       static_cast<char>(flags),
                       0,
                       0,
                       0,
                       static_cast<char>(stream)};
  return frame.append(payload);
}

const std::string kSettings = Frame(4, 0, 0, "") + Frame(4, 1, 0, "");
// ":status: 200" of the static table; "a: b" without index.
constexpr std::string_view kOk = "\x88";
const std::string kField = std::string("\0\1a\1b", 5);
// "content-length: 5", of the static table with a value of its own.
const std::string kLength = std::string("\x0f\x0d\1", 3) + "5";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view octets(reinterpret_cast<const char*>(data), size);
  const std::string whole = Read(octets, size + 1);
  for (size_t piece : {1, 13}) CHECK_EQ(whole, Read(octets, piece));
  return 0;
}

std::vector<std::string> FuzzSeeds() {
  const std::string ok(kOk);
  return {
      kSettings,
      kSettings + Frame(1, 5, 1, ok + kLength),
      kSettings + Frame(1, 4, 3, ok + kField + kLength) + Frame(0, 1, 3, "hello"),
      kSettings + Frame(1, 4, 3, ok) + Frame(0, 0, 3, "hello") + Frame(1, 5, 3, kField),
      kSettings + Frame(1, 0, 5, ok) + Frame(9, 4, 5, kField) + Frame(0, 9, 5, "\2hello--"),
      kSettings + Frame(1, 4, 5, std::string("\x08\x03") + "103") + Frame(1, 5, 5, ok),
      kSettings + Frame(3, 0, 3, std::string("\0\0\0\7", 4)) + Frame(1, 5, 5, "\x8d"),
      kSettings + Frame(7, 0, 0, std::string("\0\0\0\1\0\0\0\0", 8)) + Frame(1, 5, 1, ok),
      kSettings + Frame(6, 0, 0, "pingping") + Frame(8, 0, 0, std::string("\0\0\1\0", 4)),
      kSettings + Frame(5, 4, 1, std::string("\0\0\0\2", 4) + "\x82"),
      kSettings + Frame(1, 36, 3, std::string("\0\0\0\0\1", 5) + ok) + Frame(2, 0, 3, "12345"),
      Frame(4, 0, 0, std::string("\0\3\0\0\0\1\0\4\0\0\0\0", 12)) + Frame(1, 5, 3, ok),
      "HTTP/1.1 400 Bad Request\r\n\r\n",
  };
}

std::vector<std::string> FuzzWords() {
  return {kSettings,
          std::string(kOk),
          kField,
          kLength,
          Frame(0, 1, 3, "hello"),
          Frame(0, 0, 3, ""),
          Frame(1, 5, 3, kOk),
          Frame(1, 4, 5, kOk),
          Frame(9, 4, 3, kField),
          Frame(6, 0, 0, "pingping"),
          Frame(8, 0, 3, std::string("\0\0\1\0", 4)),
          Frame(3, 0, 5, std::string("\0\0\0\x8", 4)),
          Frame(7, 0, 0, std::string("\0\0\0\5\0\0\0\0", 8)),
          std::string("\0\0\0\0", 4),
          std::string("\x7f\xff\xff\xff"),
          std::string("\x3f\xe1\x1f")};
}
