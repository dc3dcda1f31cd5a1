#include "tests/http/peer.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "absl/log/check.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace http_test {
namespace {

// "Sun, 06 Nov 1994 08:49:37 GMT", letters as A and a, digits as 0.
constexpr std::string_view kFixdate = "Aaa, 00 Aaa 0000 00:00:00 GMT";

bool IsFixdate(std::string_view text) {
  if (text.size() != kFixdate.size() || !text.ends_with(" GMT")) return false;
  for (size_t i = 0; i < text.size() - 4; ++i) {
    char shape = text[i];
    if (absl::ascii_isdigit(shape)) shape = '0';
    if (absl::ascii_isupper(shape)) shape = 'A';
    if (absl::ascii_islower(shape)) shape = 'a';
    if (shape != kFixdate[i]) return false;
  }
  return true;
}

}  // namespace

Peer::Peer(uint16_t port) {
  fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  PCHECK(fd_ >= 0) << "socket";
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  PCHECK(connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) << "connect";
  int on = 1;
  setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  fcntl(fd_, F_SETFL, O_NONBLOCK);
}

size_t Peer::Send(std::string_view octets) {
  if (closed_ || fd_ < 0) return octets.size();
  ssize_t sent = send(fd_, octets.data(), octets.size(), MSG_NOSIGNAL);
  if (sent >= 0) return sent;
  if (errno == EAGAIN) return 0;
  return octets.size();
}

bool Peer::Receive() {
  if (closed_ || fd_ < 0) return false;
  bool any = false;
  char buffer[64 << 10];
  ssize_t count;
  while ((count = recv(fd_, buffer, sizeof buffer, 0)) > 0) {
    received_.append(buffer, count);
    any = true;
  }
  closed_ = count == 0 || errno != EAGAIN;
  was_reset_ = count < 0 && errno != EAGAIN;
  if (any) TakeDates();
  return any || closed_;
}

void Peer::TakeDates() {
  constexpr std::string_view kField = "\r\ndate: ";
  size_t whole = kField.size() + kFixdate.size() + 2;
  for (size_t at = received_.find("\r\n"); at != received_.npos;
       at = received_.find("\r\n", at + 1)) {
    std::string_view line = std::string_view(received_).substr(at, whole);
    if (line.size() < whole || !absl::StartsWithIgnoreCase(line, kField)) continue;
    if (!line.ends_with("\r\n") || !IsFixdate(line.substr(kField.size(), kFixdate.size())))
      continue;
    received_.erase(at, whole - 2);
    ++dates_;
  }
}

void Peer::Wait() {
  if (fd_ < 0) return;
  pollfd entry = {fd_, POLLIN, 0};
  poll(&entry, 1, 1);
}

void Peer::End() {
  if (fd_ >= 0) shutdown(fd_, SHUT_WR);
}

void Peer::Reset() {
  if (fd_ < 0) return;
  linger now = {1, 0};
  setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  close(fd_);
  fd_ = -1;
}

}  // namespace http_test
