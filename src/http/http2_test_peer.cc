#include "src/http/http2_test_peer.h"

#include <nghttp2/nghttp2.h>

#include "absl/log/absl_check.h"

namespace http {
namespace {

constexpr std::string_view kPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
constexpr size_t kHead = 9;

uint32_t Read(std::string_view octets) {
  uint32_t number = 0;
  for (char c : octets) number = (number << 8) | static_cast<uint8_t>(c);
  return number;
}

// RFC 7541, section 5.1, with a prefix of 7 bits.
std::string Text(std::string_view text) {
  std::string out;
  if (text.size() < 127) {
    out.push_back(static_cast<char>(text.size()));
  } else {
    out.push_back(127);
    size_t rest = text.size() - 127;
    for (; rest >= 128; rest >>= 7) out.push_back(static_cast<char>(0x80 | (rest & 0x7f)));
    out.push_back(static_cast<char>(rest));
  }
  return out.append(text);
}

}  // namespace

struct Http2TestPeer::Inflater {
  Inflater() { ABSL_CHECK_EQ(nghttp2_hd_inflate_new(&inflater), 0); }
  ~Inflater() { nghttp2_hd_inflate_del(inflater); }

  Fields Inflate(std::string_view block) {
    Fields fields;
    const auto* at = reinterpret_cast<const uint8_t*>(block.data());
    size_t left = block.size();
    for (;;) {
      nghttp2_nv nv;
      int flags = 0;
      const nghttp2_ssize read = nghttp2_hd_inflate_hd2(inflater, &nv, &flags, at, left, 1);
      ABSL_CHECK_GE(read, 0);
      at += read;
      left -= static_cast<size_t>(read);
      if ((flags & NGHTTP2_HD_INFLATE_EMIT) != 0) {
        fields.emplace_back(std::string(reinterpret_cast<char*>(nv.name), nv.namelen),
                            std::string(reinterpret_cast<char*>(nv.value), nv.valuelen));
      }
      if ((flags & NGHTTP2_HD_INFLATE_FINAL) != 0) break;
    }
    nghttp2_hd_inflate_end_headers(inflater);
    return fields;
  }

  nghttp2_hd_inflater* inflater = nullptr;
};

Http2TestPeer::Http2TestPeer(std::unique_ptr<net::Stream> stream)
    : stream_(std::move(stream)), inflater_(std::make_unique<Inflater>()) {
  stream_->set_listener(this);
  stream_->StartReading();
}

Http2TestPeer::~Http2TestPeer() = default;

std::string Http2TestPeer::Wire(uint8_t type, uint8_t flags, int32_t stream,
                                std::string_view payload) {
  std::string frame = Number(static_cast<uint32_t>(payload.size())).substr(1);
  frame.push_back(static_cast<char>(type));
  frame.push_back(static_cast<char>(flags));
  return frame.append(Number(static_cast<uint32_t>(stream))).append(payload);
}

std::string Http2TestPeer::Number(uint32_t number) {
  std::string octets;
  for (int shift = 24; shift >= 0; shift -= 8) octets.push_back(static_cast<char>(number >> shift));
  return octets;
}

std::string Http2TestPeer::Block(const Fields& fields) {
  std::string block;
  for (const auto& [name, value] : fields) {
    block.push_back(0);
    block.append(Text(name)).append(Text(value));
  }
  return block;
}

void Http2TestPeer::Say(std::string_view octets) {
  std::vector<base::Bytes> pieces;
  pieces.push_back(base::Bytes::Copy(octets));
  if (stream_ != nullptr) (void)stream_->Write(std::move(pieces));
}

void Http2TestPeer::Settings(std::vector<std::pair<uint16_t, uint32_t>> settings) {
  std::string payload;
  for (const auto& [name, value] : settings) {
    payload.append(Number(name).substr(2)).append(Number(value));
  }
  Send(kSettings, 0, 0, payload);
}

void Http2TestPeer::Headers(int32_t stream, const Fields& fields, bool last) {
  Send(kHeaders, kEndHeaders | (last ? kEndStream : 0), stream, Block(fields));
}

void Http2TestPeer::Data(int32_t stream, std::string_view data, bool last) {
  constexpr size_t kMost = 16'384;
  while (data.size() > kMost) {
    Send(kData, 0, stream, data.substr(0, kMost));
    data.remove_prefix(kMost);
  }
  Send(kData, last ? kEndStream : 0, stream, data);
}

std::vector<const Http2TestPeer::Frame*> Http2TestPeer::Of(uint8_t type, int32_t stream) const {
  std::vector<const Frame*> found;
  for (const Frame& frame : frames_) {
    if (frame.type == type && frame.stream == stream) found.push_back(&frame);
  }
  return found;
}

std::string Http2TestPeer::Body(int32_t stream) const {
  std::string body;
  for (const Frame* frame : Of(kData, stream)) body += frame->payload;
  return body;
}

bool Http2TestPeer::Ended(int32_t stream) const {
  for (const Frame& frame : frames_) {
    const bool carries = frame.type == kData || frame.type == kHeaders;
    if (frame.stream == stream && carries && (frame.flags & kEndStream) != 0) return true;
  }
  return false;
}

void Http2TestPeer::OnData(std::string_view data, const std::shared_ptr<const void>&) {
  received_.append(data);
  if (!greeted_) {
    if (received_.size() < kPreface.size()) return;
    ABSL_CHECK_EQ(received_.substr(0, kPreface.size()), kPreface);
    received_.erase(0, kPreface.size());
    greeted_ = true;
  }
  while (received_.size() >= kHead) {
    const std::string_view head(received_.data(), kHead);
    const size_t size = Read(head.substr(0, 3));
    if (received_.size() < kHead + size) return;
    Frame frame;
    frame.type = static_cast<uint8_t>(head[3]);
    frame.flags = static_cast<uint8_t>(head[4]);
    frame.stream = static_cast<int32_t>(Read(head.substr(5, 4)));
    frame.payload = received_.substr(kHead, size);
    if (frame.type == kHeaders) frame.fields = inflater_->Inflate(frame.payload);
    received_.erase(0, kHead + size);
    frames_.push_back(std::move(frame));
  }
}

}  // namespace http
