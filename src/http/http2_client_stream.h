#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "src/http/body_pipe.h"
#include "src/http/client.h"
#include "src/http/client_retry.h"
#include "src/http/http2_response_head.h"
#include "src/http/http2_upload.h"

namespace http {

// A request and its response on an HTTP/2 connection, as the connection keeps them. Bound to the
// loop's thread.
struct Http2ClientStream final : private BodyPipe::Filler {
  // Who is told what goes on at either end of the bodies.
  class Owner {
   public:
    virtual void OnBodyWanted(int32_t stream) = 0;
    virtual void OnBodyDropped(int32_t stream) = 0;
    // The source of the request's body has given something, or failed.
    virtual void OnUpload(int32_t stream) = 0;

   protected:
    ~Owner() = default;
  };

  Http2ClientStream(Owner& owner, const RequestHead& head, const Http2ResponseHead::Limits& limits,
                    Body body, ClientRetryCallback done);
  // Whoever reads the body is told nothing more.
  ~Http2ClientStream();

  // What the caller gets once the head is complete. `has_body`: whether anything may follow it.
  ClientResponse MakeResponse(bool has_body);
  // Gives the pipe what has arrived.
  void PushArrived();
  // Octets that the reader has taken since this was asked last.
  size_t TakeConsumed();
  // What the caller may do about a failure before the response's head. `unseen`: the server has
  // done nothing of the request; `stale`: the connection may have ended before it came.
  ClientRetry RetryAfter(bool unseen, bool stale);

  Owner& owner;
  int32_t number = 0;
  const bool head_method;
  const bool idempotent;
  const bool has_upload;
  Http2Upload upload;
  ClientRetryCallback done;  // null when the head was given

  Http2ResponseHead head;
  std::string arrived;             // octets of the body that the pipe has not been given
  uint64_t received = 0;           // octets of the body in all
  uint64_t consumed = 0;           // and those of them that the server was told of
  std::shared_ptr<BodyPipe> body;  // null: none, or not there yet
  bool complete = false;           // the response
  bool closed = false;             // the stream
  absl::Status failure;            // why there is no whole response
  bool refused = false;            // it was closed unseen by the server
  bool needs_http1 = false;        // the server wants HTTP/1.1
  int64_t last_progress_millis = 0;

 private:
  void OnBodyWanted() override { owner.OnBodyWanted(number); }
  void OnBodyDropped() override { owner.OnBodyDropped(number); }
};

}  // namespace http
