#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/net/stream.h"

namespace http {

// A server's end of HTTP/2 that says what a test has it say, also what no server should: it writes
// frames as they are, and does nothing by itself. For tests.
class Http2TestPeer final : private net::Stream::Listener {
 public:
  enum Type : uint8_t {
    kData = 0,
    kHeaders = 1,
    kPriority = 2,
    kReset = 3,
    kSettings = 4,
    kPushPromise = 5,
    kPing = 6,
    kGoAway = 7,
    kWindowUpdate = 8,
    kContinuation = 9,
  };
  enum Flag : uint8_t { kNone = 0, kEndStream = 1, kAck = 1, kEndHeaders = 4 };
  using Fields = std::vector<std::pair<std::string, std::string>>;
  struct Frame {
    uint8_t type = 0;
    uint8_t flags = 0;
    int32_t stream = 0;
    std::string payload;
    Fields fields;  // of HEADERS
  };

  explicit Http2TestPeer(std::unique_ptr<net::Stream> stream);
  ~Http2TestPeer() override;

  // A frame on the wire; a 32-bit number; a header block without compression.
  static std::string Wire(uint8_t type, uint8_t flags, int32_t stream, std::string_view payload);
  static std::string Number(uint32_t number);
  static std::string Block(const Fields& fields);

  void Say(std::string_view octets);
  void Send(uint8_t type, uint8_t flags, int32_t stream, std::string_view payload) {
    Say(Wire(type, flags, stream, payload));
  }
  void Settings(std::vector<std::pair<uint16_t, uint32_t>> settings);
  void Headers(int32_t stream, const Fields& fields, bool last = false);
  void Data(int32_t stream, std::string_view data, bool last = false);
  void Reset(int32_t stream, uint32_t code) { Send(kReset, 0, stream, Number(code)); }
  void GoAway(int32_t last, uint32_t code) {
    Send(kGoAway, 0, 0, Number(static_cast<uint32_t>(last)) + Number(code));
  }
  void WindowUpdate(int32_t stream, uint32_t size) { Send(kWindowUpdate, 0, stream, Number(size)); }
  void Close() { stream_ = nullptr; }
  size_t unwritten() const { return stream_->unwritten(); }

  // What has come, in order; of the stream's frames of the type.
  const std::vector<Frame>& frames() const { return frames_; }
  std::vector<const Frame*> Of(uint8_t type, int32_t stream) const;
  // The octets of its DATA frames, and whether the last ends it.
  std::string Body(int32_t stream) const;
  bool Ended(int32_t stream) const;
  bool greeted() const { return greeted_; }
  bool closed() const { return closed_; }

 private:
  struct Inflater;
  void OnData(std::string_view data, const std::shared_ptr<const void>&) override;
  void OnEnd() override { closed_ = true; }
  void OnError(const absl::Status&) override { closed_ = true; }
  void OnWritten() override {}

  std::unique_ptr<net::Stream> stream_;
  std::unique_ptr<Inflater> inflater_;
  std::string received_;
  bool greeted_ = false;  // the client's preface has come
  bool closed_ = false;
  std::vector<Frame> frames_;
};

}  // namespace http
