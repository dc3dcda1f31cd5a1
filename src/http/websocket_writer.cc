#include "src/http/websocket_writer.h"

#include <openssl/rand.h>
#include <sys/types.h>
#include <wslay/wslay.h>

#include <string>
#include <utility>

#include "absl/log/absl_check.h"
#include "simdutf.h"

namespace http {
namespace {

constexpr size_t kMaxReason = 123;

}  // namespace

struct WebSocketWriter::Impl {
  Impl(As as, Out& out) : out(out), masks(as == As::kClient) {
    wslay_frame_callbacks callbacks = {};
    callbacks.genmask_callback = [](uint8_t* to, size_t size, void*) {
      return RAND_bytes(to, size) == 1 ? 0 : -1;
    };
    callbacks.send_callback = [](const uint8_t* data, size_t size, int, void* self) {
      return static_cast<Impl*>(self)->Take(data, size);
    };
    ABSL_CHECK_EQ(wslay_frame_context_init(&frames, &callbacks, this), 0) << "out of memory";
  }
  ~Impl() { wslay_frame_context_free(frames); }

  void Frame(wslay_opcode opcode, base::Bytes bytes) {
    payload = std::move(bytes);
    wslay_frame_iocb frame = {};
    frame.fin = 1;
    frame.mask = masks ? 1 : 0;
    frame.opcode = static_cast<uint8_t>(opcode);
    frame.payload_length = payload.size();
    frame.data = payload.span().data();
    frame.data_length = payload.size();
    const size_t size = payload.size();
    const ssize_t sent = wslay_frame_send(frames, &frame);
    ABSL_CHECK_EQ(sent, static_cast<ssize_t>(size)) << "the writer takes all";
    payload = base::Bytes();
  }

  // A frame's head, or its whole payload, or a piece of it that was masked.
  ssize_t Take(const uint8_t* data, size_t size) {
    if (data == payload.span().data()) {
      out.Append(std::move(payload));
    } else {
      out.text().append(reinterpret_cast<const char*>(data), size);
    }
    return static_cast<ssize_t>(size);
  }

  Out& out;
  const bool masks;
  wslay_frame_context_ptr frames = nullptr;
  base::Bytes payload;
};

WebSocketWriter::WebSocketWriter(As as, Out& out) : impl_(std::make_unique<Impl>(as, out)) {}
WebSocketWriter::~WebSocketWriter() = default;

void WebSocketWriter::Message(WebSocketMessage message) {
  impl_->Frame(message.is_text ? WSLAY_TEXT_FRAME : WSLAY_BINARY_FRAME, std::move(message.payload));
}

void WebSocketWriter::Ping(std::string_view data) {
  impl_->Frame(WSLAY_PING, base::Bytes::Copy(data));
}

void WebSocketWriter::Pong(std::string_view data) {
  impl_->Frame(WSLAY_PONG, base::Bytes::Copy(data));
}

void WebSocketWriter::Close(std::optional<uint16_t> code, std::string_view reason) {
  std::string body;
  if (code) {
    if (reason.size() > kMaxReason) {
      reason = reason.substr(0, simdutf::trim_partial_utf8(reason.data(), kMaxReason));
    }
    body.push_back(static_cast<char>(*code >> 8));
    body.push_back(static_cast<char>(*code & 0xff));
    body.append(reason);
  }
  impl_->Frame(WSLAY_CONNECTION_CLOSE, base::Bytes(std::move(body)));
}

}  // namespace http
