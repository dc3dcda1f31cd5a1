#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "src/base/bytes.h"
#include "src/http/body.h"
#include "src/http/message.h"
#include "src/http/websocket.h"

namespace http {

// What became of a handshake.
struct Upgraded {
  std::unique_ptr<WebSocket> websocket;  // null: the request could not be upgraded
  int status = 0;                        // of the answer; 0 when the client has gone
  std::string problem;                   // why it could not, one line
};

// What stands behind a Responder: a server connection, a caller in the same process, a test.
// Bound to the loop's thread. The Responder calls, in this order: Send or Upgrade once; or Start
// once, Write any number of times, then End or Abort. Destroying the sink before Send or Start
// answers 500; destroying it between Start and End is Abort.
class ResponseSink {
 public:
  virtual ~ResponseSink() = default;

  // The whole response at once; `body` empty means a body of no octets.
  virtual void Send(ResponseHead head, base::Bytes body) = 0;
  // The head of a response whose body follows in pieces. `length`: octets of the body if known.
  virtual void Start(ResponseHead head, std::optional<uint64_t> length) = 0;
  // One piece of the body. `ready` is called once, when the sink wants the next piece (it has
  // room again), or with kAborted when the reader is gone. At most one write is outstanding.
  virtual void Write(base::Bytes piece, absl::AnyInvocable<void(absl::Status)> ready) = 0;
  virtual void End() = 0;
  // The body cannot be finished: the reader must be able to tell (RFC 9112 section 8).
  virtual void Abort() = 0;
  // Answers a WebSocket handshake (RFC 6455, section 4.2.2) with 101 and the fields of `head`; a
  // request that is none with 426 or 400.
  virtual Upgraded Upgrade(ResponseHead head) {
    Abort();
    return {nullptr, 0, "there is no connection that could become a WebSocket"};
  }
  // Called once if the client goes away before the response is complete. Replaces an earlier one.
  virtual void OnDisconnect(absl::AnyInvocable<void()> callback) = 0;
};

// The right, and the duty, to answer one request. It moves down with the request; dropping it
// unanswered answers 500, so that forgetting is visible. Bound to the loop's thread.
class Responder {
 public:
  Responder() = default;
  explicit Responder(std::unique_ptr<ResponseSink> sink) : sink_(std::move(sink)) {}

  // Whether the request still waits for an answer.
  explicit operator bool() const { return sink_ != nullptr; }
  ResponseSink* operator->() const { return sink_.get(); }
  // Gives up the sink, for whoever writes the body.
  std::unique_ptr<ResponseSink> Release() { return std::move(sink_); }

 private:
  std::unique_ptr<ResponseSink> sink_;
};

// Moves `source` into `sink` (already started) piece by piece, as fast as the slower of the two,
// then calls End and `done` (OK), or Abort and `done` (the source's or the sink's error).
// Owns both until then. No JavaScript runs for a piece.
void Pump(Body source, std::unique_ptr<ResponseSink> sink,
          absl::AnyInvocable<void(absl::Status)> done);

// A request on its way to a Service: the head, the body (null: none), by value.
struct Request {
  RequestHead head;
  Body body;
};

}  // namespace http
