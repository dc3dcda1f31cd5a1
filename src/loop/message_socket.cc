#include "src/loop/message_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <uv.h>

#include <array>
#include <cstring>
#include <deque>

#include "absl/log/absl_check.h"

namespace loop {
namespace {

using ControlBuffer = std::array<char, CMSG_SPACE(MessageSocket::kMaxDescriptors * sizeof(int))>;

// 0, or an errno value.
int SendTo(int end, std::string_view message, std::span<const int> descriptors) {
  iovec octets = {const_cast<char*>(message.data()), message.size()};
  msghdr header = {};
  header.msg_iov = &octets;
  header.msg_iovlen = 1;
  alignas(cmsghdr) ControlBuffer control = {};
  if (!descriptors.empty()) {
    header.msg_control = control.data();
    header.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
    cmsghdr* rights = CMSG_FIRSTHDR(&header);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(descriptors.size_bytes());
    std::memcpy(CMSG_DATA(rights), descriptors.data(), descriptors.size_bytes());
  }
  while (sendmsg(end, &header, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
    if (errno != EINTR) return errno;
  }
  return 0;
}

std::vector<Descriptor> DescriptorsOf(msghdr& header) {
  std::vector<Descriptor> descriptors;
  for (cmsghdr* part = CMSG_FIRSTHDR(&header); part != nullptr; part = CMSG_NXTHDR(&header, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
    const size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t i = 0; i < count; ++i) {
      int number;
      std::memcpy(&number, CMSG_DATA(part) + i * sizeof(int), sizeof(number));
      descriptors.emplace_back(number);
    }
  }
  return descriptors;
}

}  // namespace

struct MessageSocket::Handle {
  struct Waiting {
    std::string message;
    std::vector<Descriptor> descriptors;
  };

  Handle(Loop& loop, Descriptor socket, OnMessage message, OnClosed closed)
      : end(std::move(socket)), on_message(std::move(message)), on_closed(std::move(closed)) {
    ABSL_CHECK_EQ(uv_poll_init(loop.uv(), &poll, end.get()), 0);
    poll.data = this;
    Watch();
  }

  void Watch() {
    const int events = UV_READABLE | UV_DISCONNECT | (waiting.empty() ? 0 : UV_WRITABLE);
    ABSL_CHECK_EQ(uv_poll_start(&poll, events, &OnReady), 0);
  }

  static void OnReady(uv_poll_t* poll, int, int events) {
    auto* self = static_cast<Handle*>(poll->data);
    if ((events & UV_WRITABLE) != 0) self->SendWaiting();
    // One message a round: what it brings about may destroy the socket.
    self->Receive();
  }

  void SendWaiting() {
    while (!waiting.empty()) {
      std::vector<int> numbers;
      for (const Descriptor& one : waiting.front().descriptors) numbers.push_back(one.get());
      const int error = SendTo(end.get(), waiting.front().message, numbers);
      if (error == EAGAIN) return;
      waiting.pop_front();
    }
    Watch();
  }

  void Receive() {
    std::array<char, kMaxMessageBytes> message;
    iovec octets = {message.data(), message.size()};
    alignas(cmsghdr) ControlBuffer control = {};
    msghdr header = {};
    header.msg_iov = &octets;
    header.msg_iovlen = 1;
    header.msg_control = control.data();
    header.msg_controllen = control.size();
    const ssize_t size = recvmsg(end.get(), &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (size <= 0) {
      uv_poll_stop(&poll);
      // The function may destroy what it is kept in.
      auto closed = std::exchange(on_closed, nullptr);
      if (closed != nullptr) closed();
      return;
    }
    std::vector<Descriptor> descriptors = DescriptorsOf(header);
    if ((header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) return;
    on_message({message.data(), static_cast<size_t>(size)}, std::move(descriptors));
  }

  uv_poll_t poll;
  Descriptor end;
  OnMessage on_message;
  OnClosed on_closed;
  std::deque<Waiting> waiting;
};

absl::StatusOr<std::pair<Descriptor, Descriptor>> MessageSocket::Pair() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) != 0) {
    return absl::ErrnoToStatus(errno, "a pair of sockets cannot be made");
  }
  return std::pair(Descriptor(ends[0]), Descriptor(ends[1]));
}

MessageSocket::MessageSocket(Loop& loop, Descriptor end, OnMessage on_message, OnClosed on_closed)
    : handle_(new Handle(loop, std::move(end), std::move(on_message), std::move(on_closed))) {}

MessageSocket::~MessageSocket() {
  // The descriptor is closed when libuv has let go of it.
  uv_close(reinterpret_cast<uv_handle_t*>(&handle_->poll),
           [](uv_handle_t* closed) { delete static_cast<Handle*>(closed->data); });
}

void MessageSocket::Send(std::string_view message, std::span<const int> descriptors) {
  ABSL_CHECK(!message.empty() && message.size() <= kMaxMessageBytes);
  ABSL_CHECK_LE(descriptors.size(), kMaxDescriptors);
  if (handle_->waiting.empty() && SendTo(handle_->end.get(), message, descriptors) != EAGAIN) {
    return;
  }
  Handle::Waiting later{.message = std::string(message), .descriptors = {}};
  for (int number : descriptors) {
    later.descriptors.emplace_back(fcntl(number, F_DUPFD_CLOEXEC, 0));
  }
  handle_->waiting.push_back(std::move(later));
  handle_->Watch();
}

bool MessageSocket::sent_all() const { return handle_->waiting.empty(); }
int MessageSocket::descriptor() const { return handle_->end.get(); }

bool MessageSocket::TrySend(int end, std::string_view message) {
  return SendTo(end, message, {}) == 0;
}

}  // namespace loop
