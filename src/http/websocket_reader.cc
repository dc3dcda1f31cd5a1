#include "src/http/websocket_reader.h"

#include <sys/types.h>
#include <wslay/wslay.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/log/absl_check.h"
#include "absl/strings/str_cat.h"
#include "simdutf.h"
#include "src/http/websocket.h"

namespace http {
namespace {

// What is kept of the memory of a message that was not taken.
constexpr size_t kMaxKept = size_t{16} << 10;

// Codes that may stand in a close frame (section 7.4, and the registry of section 11.7).
bool MayBeSent(uint16_t code) {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
         (code >= 3000 && code <= 4999);
}

}  // namespace

struct WebSocketReader::Impl {
  Impl(From from, size_t max_message_bytes) : from(from), max_message_bytes(max_message_bytes) {
    wslay_frame_callbacks callbacks = {};
    callbacks.recv_callback = [](uint8_t* to, size_t size, int, void* self) {
      return static_cast<Impl*>(self)->Take(to, size);
    };
    ABSL_CHECK_EQ(wslay_frame_context_init(&frames, &callbacks, this), 0) << "out of memory";
  }
  ~Impl() { wslay_frame_context_free(frames); }

  // 0 says that there is nothing now.
  ssize_t Take(uint8_t* to, size_t size) {
    size = std::min(size, input.size());
    if (size > 0) std::memcpy(to, input.data(), size);
    input.remove_prefix(size);
    return static_cast<ssize_t>(size);
  }

  Event Read();
  bool BeginFrame(const wslay_frame_iocb& frame);
  bool BeginMessage(const wslay_frame_iocb& frame);
  Event EndFrame(const wslay_frame_iocb& frame);
  Event EndMessage();
  Event EndClose();
  Event Fail(uint16_t code, std::string message) {
    failure = {code, std::move(message)};
    return Event::kFailed;
  }

  const From from;
  const size_t max_message_bytes;
  wslay_frame_context_ptr frames = nullptr;
  std::string_view input;

  bool in_frame = false;
  uint64_t left = 0;        // octets of the frame that are to come
  bool in_message = false;  // a frame of it has come, and not the last one
  bool message_is_text = false;
  std::string message;
  std::string control;  // the payload of a control frame, which may come within a message
  bool gave_message = false;

  std::string* payload = &message;
  uint16_t close_code = kCloseNoStatus;
  Failure failure;
};

WebSocketReader::Event WebSocketReader::Impl::Read() {
  if (std::exchange(gave_message, false)) {
    message.clear();
    if (message.capacity() > kMaxKept) message.shrink_to_fit();
  }
  for (;;) {
    wslay_frame_iocb frame = {};
    const ssize_t size = wslay_frame_recv(frames, &frame);
    if (size == WSLAY_ERR_WANT_READ) return Event::kNeedMore;
    if (size < 0) {
      return Fail(
          kCloseProtocolError,
          "malformed frame: its length is not the shortest form, or a control frame is long "
          "or fragmented");
    }
    if (!in_frame && !BeginFrame(frame)) return Event::kFailed;
    std::string& to = wslay_is_ctrl_frame(frame.opcode) ? control : message;
    to.append(reinterpret_cast<const char*>(frame.data), frame.data_length);
    left -= frame.data_length;
    if (left > 0) continue;
    in_frame = false;
    const Event event = EndFrame(frame);
    if (event != Event::kNeedMore) return event;
  }
}

// Whether the frame may stand here.
bool WebSocketReader::Impl::BeginFrame(const wslay_frame_iocb& frame) {
  in_frame = true;
  left = frame.payload_length;
  if (frame.rsv != 0) {
    Fail(kCloseProtocolError, "a frame has a reserved bit set; no extension was agreed on");
    return false;
  }
  if ((frame.mask != 0) != (from == From::kClient)) {
    Fail(kCloseProtocolError, from == From::kClient ? "a frame is not masked; a client masks each"
                                                    : "a frame is masked; a server masks none");
    return false;
  }
  switch (frame.opcode) {
    case WSLAY_CONTINUATION_FRAME:
    case WSLAY_TEXT_FRAME:
    case WSLAY_BINARY_FRAME:
      return BeginMessage(frame);
    case WSLAY_CONNECTION_CLOSE:
    case WSLAY_PING:
    case WSLAY_PONG:
      control.clear();
      return true;
    default:
      Fail(kCloseProtocolError, absl::StrCat("a frame has the reserved opcode ", frame.opcode));
      return false;
  }
}

bool WebSocketReader::Impl::BeginMessage(const wslay_frame_iocb& frame) {
  const bool continues = frame.opcode == WSLAY_CONTINUATION_FRAME;
  if (continues != in_message) {
    Fail(kCloseProtocolError, continues ? "a frame continues a message that none has begun"
                                        : "a message begins before the one before it has ended");
    return false;
  }
  if (!continues) message_is_text = frame.opcode == WSLAY_TEXT_FRAME;
  if (frame.payload_length > max_message_bytes - message.size()) {
    Fail(kCloseTooBig, absl::StrCat("a message has more than ", max_message_bytes, " octets"));
    return false;
  }
  in_message = true;
  return true;
}

WebSocketReader::Event WebSocketReader::Impl::EndFrame(const wslay_frame_iocb& frame) {
  payload = &control;
  switch (frame.opcode) {
    case WSLAY_PING:
      return Event::kPing;
    case WSLAY_PONG:
      return Event::kPong;
    case WSLAY_CONNECTION_CLOSE:
      return EndClose();
    default:
      return frame.fin != 0 ? EndMessage() : Event::kNeedMore;
  }
}

WebSocketReader::Event WebSocketReader::Impl::EndMessage() {
  in_message = false;
  gave_message = true;
  payload = &message;
  if (!message_is_text) return Event::kBinary;
  if (simdutf::validate_utf8(message.data(), message.size())) return Event::kText;
  return Fail(kCloseInvalidPayload, "a text message is not UTF-8");
}

WebSocketReader::Event WebSocketReader::Impl::EndClose() {
  close_code = kCloseNoStatus;
  if (control.empty()) return Event::kClose;
  if (control.size() == 1) {
    return Fail(kCloseProtocolError, "a close frame has half a status code");
  }
  close_code = static_cast<uint16_t>(static_cast<uint8_t>(control[0]) << 8 |
                                     static_cast<uint8_t>(control[1]));
  if (!MayBeSent(close_code)) {
    return Fail(kCloseProtocolError,
                absl::StrCat("a close frame has the status code ", close_code,
                             "; expected 1000 to 1003, 1007 to 1014 or 3000 to 4999"));
  }
  control.erase(0, 2);
  if (simdutf::validate_utf8(control.data(), control.size())) return Event::kClose;
  return Fail(kCloseInvalidPayload, "the reason of a close frame is not UTF-8");
}

WebSocketReader::WebSocketReader(From from, size_t max_message_bytes)
    : impl_(std::make_unique<Impl>(from, max_message_bytes)) {}
WebSocketReader::~WebSocketReader() = default;

WebSocketReader::Event WebSocketReader::Feed(std::string_view* data) {
  impl_->input = *data;
  const Event event = impl_->Read();
  *data = std::exchange(impl_->input, {});
  return event;
}

std::string& WebSocketReader::payload() { return *impl_->payload; }
uint16_t WebSocketReader::close_code() const { return impl_->close_code; }
const WebSocketReader::Failure& WebSocketReader::failure() const { return impl_->failure; }

}  // namespace http
