#pragma once

#include <memory>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "src/loop/loop.h"
#include "src/loop/tcp.h"

namespace loop {

// An attempt to connect to one endpoint. Destroying it gives up. Bound to the loop's thread.
class TcpConnect {
 public:
  // A connected stream; or why there is none: kUnavailable, in words without the endpoint.
  using Callback = absl::AnyInvocable<void(absl::StatusOr<std::unique_ptr<TcpStream>>)>;

  // Calls `done` once, from a round of the loop. It may destroy the attempt.
  // kInvalidArgument when `to` has no literal IPv4 or IPv6 address, kResourceExhausted when there
  // is no socket to be had, kUnavailable when the attempt fails at once; then `done` is not called.
  static absl::StatusOr<std::unique_ptr<TcpConnect>> Start(Loop& loop, const Endpoint& to,
                                                           Callback done);
  ~TcpConnect();
  TcpConnect(const TcpConnect&) = delete;
  TcpConnect& operator=(const TcpConnect&) = delete;

 private:
  struct Handle;
  explicit TcpConnect(Handle* handle) : handle_(handle) {}

  Handle* handle_;  // null: over; frees itself when libuv has closed it
};

}  // namespace loop
