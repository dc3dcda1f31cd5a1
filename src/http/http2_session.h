#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "src/base/bytes.h"
#include "src/http/http2_upload.h"
#include "src/http/message.h"

namespace http {

// Error codes of HTTP/2 that somebody asks for (RFC 9113, section 7).
inline constexpr uint32_t kHttp2NoError = 0x0;
inline constexpr uint32_t kHttp2RefusedStream = 0x7;
inline constexpr uint32_t kHttp2Cancel = 0x8;
inline constexpr uint32_t kHttp2Http11Required = 0xd;

// The name of an error code, such as "PROTOCOL_ERROR".
std::string Http2ErrorName(uint32_t code);

// A client's end of HTTP/2 (RFC 9113) between octets and streams: frames, HPACK, flow control, and
// what nobody may do. It sees neither socket nor clock. Bound to one thread at a time.
//
// Floods end the connection: of frames that carry nothing for a request, of answers that the server
// does not take, of CONTINUATION frames.
class Http2Session {
 public:
  struct Options {
    size_t max_head_bytes;       // of a response, as in SETTINGS_MAX_HEADER_LIST_SIZE
    uint32_t stream_window;      // octets of a response that may be under way unread
    uint32_t connection_window;  // the same of all responses; these are taken at once
    size_t max_idle_frames;      // frames that carry nothing, from one NewPeriod to the next
  };

  // Who is told what happens, from Receive and Send. It may call Request, Reset, Resume and
  // Consume.
  class Listener {
   public:
    // A header block of a response; its fields; its end. Each returns whether it is acceptable: if
    // not, the connection is closed.
    virtual void OnBlockBegin(int32_t stream) = 0;
    virtual bool OnField(int32_t stream, std::string_view name, std::string_view value) = 0;
    virtual bool OnBlockEnd(int32_t stream) = 0;
    // Octets of its body, which are gone after the call.
    virtual void OnBody(int32_t stream, std::string_view data) = 0;
    // The response is complete.
    virtual void OnComplete(int32_t stream) = 0;
    // Nothing more comes of the stream, and it is forgotten. `problem`: what was wrong with what
    // the server has sent; empty when it has reset the stream with `code`, or both ends are done.
    virtual void OnStreamClosed(int32_t stream, uint32_t code, std::string_view problem) = 0;
    // The server's settings have changed.
    virtual void OnSettings() = 0;
    // No stream may begin any more; those above the server's last are closed.
    virtual void OnGoAway(uint32_t code) = 0;
    // Something of the stream went out.
    virtual void OnSent(int32_t stream) = 0;
    // The body that is to be sent; null: none any more.
    virtual Http2Upload* UploadOf(int32_t stream) = 0;

   protected:
    ~Listener() = default;
  };

  // `listener` is borrowed.
  Http2Session(Listener& listener, const Options& options);
  ~Http2Session();
  Http2Session(const Http2Session&) = delete;
  Http2Session& operator=(const Http2Session&) = delete;

  // Whether streams may begin at all, and how many at a time.
  bool allows_requests() const;
  size_t max_streams() const;

  // Begins a stream: its number. Fields of the connection (RFC 9113, section 8.2.2) are left out.
  // `upload`: the body, null for none. kInvalidArgument when the server takes no head of that size.
  absl::StatusOr<int32_t> Request(const RequestHead& head, const Http2Upload* upload);
  // Ends a stream; OnStreamClosed follows.
  void Reset(int32_t stream, uint32_t code);
  // There is more to be sent of the body.
  void Resume(int32_t stream);
  // The reader has taken octets of the body: the server may send as many again.
  void Consume(int32_t stream, size_t size);

  // Reads what has come. Not OK: the connection is to be closed, and why.
  absl::Status Receive(std::string_view data);
  // Appends what is to be sent to `out`, about `limit` octets at most.
  absl::Status Send(size_t limit, std::vector<base::Bytes>* out);
  // Whether there is something to be sent.
  bool wants_to_send() const;
  // Whether the server has broken the protocol, was told so, and is not to be heard any more.
  bool over() const;
  // What it did, one line; may be empty.
  std::string problem() const;

  // Says that the connection ends (GOAWAY).
  void Terminate();
  // Some time has passed: what may come in a period may come again.
  void NewPeriod();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace http
