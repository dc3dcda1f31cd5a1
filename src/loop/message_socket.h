#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "src/loop/descriptor.h"
#include "src/loop/loop.h"

namespace loop {

// One end of a pair of sockets between two processes of this machine, which keeps messages apart
// and carries file descriptors with them (unix(7): SOCK_SEQPACKET, SCM_RIGHTS). Bound to the
// loop's thread; goes before the loop does.
class MessageSocket {
 public:
  static constexpr size_t kMaxMessageBytes = 4096;
  static constexpr size_t kMaxDescriptors = 64;

  // At least one octet, and the descriptors that came with it. May destroy the socket.
  using OnMessage = absl::AnyInvocable<void(std::string_view, std::vector<Descriptor>)>;
  // The peer has gone: nothing more comes. May destroy the socket.
  using OnClosed = absl::AnyInvocable<void()>;

  // Two ends that do not block and are not inherited.
  static absl::StatusOr<std::pair<Descriptor, Descriptor>> Pair();

  MessageSocket(Loop& loop, Descriptor end, OnMessage on_message, OnClosed on_closed);
  ~MessageSocket();
  MessageSocket(const MessageSocket&) = delete;
  MessageSocket& operator=(const MessageSocket&) = delete;

  // Sends a message of 1 to kMaxMessageBytes octets with at most kMaxDescriptors descriptors, which
  // are borrowed; later, after those before it, when there is no room now. A peer that has gone
  // gets nothing, which OnClosed tells.
  void Send(std::string_view message, std::span<const int> descriptors = {});
  // Whether nothing waits to be sent.
  bool sent_all() const;
  int descriptor() const;

  // Sends a message on an end if there is room now. // any thread
  static bool TrySend(int end, std::string_view message);

 private:
  struct Handle;
  Handle* handle_;  // frees itself when libuv has closed it
};

}  // namespace loop
