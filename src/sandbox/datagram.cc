#include "src/sandbox/datagram.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace sandbox {
namespace {

constexpr size_t kMaxDescriptors = 8;

// Room for the descriptors, aligned as the kernel wants it.
struct Control {
  alignas(cmsghdr) char octets[CMSG_SPACE(kMaxDescriptors * sizeof(int))] = {};
};

absl::Status Gone() { return absl::UnavailableError("the other side has gone"); }

}  // namespace

Descriptor::~Descriptor() {
  if (number_ >= 0) close(number_);
}

absl::StatusOr<std::pair<Descriptor, Descriptor>> NewDatagramPair() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    return absl::ErrnoToStatus(errno, "socketpair");
  }
  return std::pair(Descriptor(ends[0]), Descriptor(ends[1]));
}

absl::Status SendDatagram(int socket, std::string_view octets, std::span<const int> descriptors,
                          WhenFull when_full) {
  if (descriptors.size() > kMaxDescriptors) {
    return absl::InvalidArgumentError(
        absl::StrCat(descriptors.size(), " descriptors; expected at most ", kMaxDescriptors));
  }
  iovec part = {const_cast<char*>(octets.data()), octets.size()};
  msghdr message = {};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  Control control;
  if (!descriptors.empty()) {
    message.msg_control = control.octets;
    message.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(descriptors.size_bytes());
    std::memcpy(CMSG_DATA(header), descriptors.data(), descriptors.size_bytes());
  }
  const int flags = MSG_NOSIGNAL | (when_full == WhenFull::kDrop ? MSG_DONTWAIT : 0);
  while (sendmsg(socket, &message, flags) < 0) {
    if (errno == EINTR) continue;
    if (errno == EPIPE || errno == ECONNRESET) return Gone();
    return absl::ErrnoToStatus(errno, "sendmsg");
  }
  return absl::OkStatus();
}

absl::StatusOr<Datagram> ReceiveDatagram(int socket, size_t limit) {
  Datagram received;
  received.octets.resize(limit);
  iovec part = {received.octets.data(), limit};
  msghdr message = {};
  Control control;
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.octets;
  message.msg_controllen = sizeof(control.octets);
  ssize_t count = 0;
  while ((count = recvmsg(socket, &message, MSG_CMSG_CLOEXEC)) < 0) {
    if (errno == EINTR) continue;
    if (errno == ECONNRESET) return Gone();
    return absl::ErrnoToStatus(errno, "recvmsg");
  }
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr;
       header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    const size_t bytes = header->cmsg_len - CMSG_LEN(0);
    for (size_t at = 0; at + sizeof(int) <= bytes; at += sizeof(int)) {
      int number = -1;
      std::memcpy(&number, CMSG_DATA(header) + at, sizeof(number));
      received.descriptors.emplace_back(number);
    }
  }
  if ((message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("a datagram of more than ", limit, " octets, or too many descriptors"));
  }
  if (count == 0) return Gone();
  received.octets.resize(static_cast<size_t>(count));
  return received;
}

}  // namespace sandbox
