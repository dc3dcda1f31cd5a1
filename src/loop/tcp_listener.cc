#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#include <utility>

#include "absl/log/absl_check.h"
#include "absl/strings/str_cat.h"
#include "src/loop/socket.h"
#include "src/loop/tcp.h"
#include "src/loop/timer.h"

namespace loop {
namespace {

constexpr int kBacklog = 1024;
// Connections taken in one round.
constexpr int kMaxAccepts = 64;
// How long a listener waits when the process is out of file descriptors.
constexpr int64_t kPauseMillis = 100;

// A socket that listens; -1 with errno set when it cannot.
int OpenSocket(const sockaddr_storage& address, bool reuse_port) {
  const int fd = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (reuse_port) setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on));
  const bool v6 = address.ss_family == AF_INET6;
  if (v6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
  const socklen_t size = v6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
  if (bind(fd, reinterpret_cast<const sockaddr*>(&address), size) == 0 &&
      listen(fd, kBacklog) == 0) {
    return fd;
  }
  const int error = errno;
  close(fd);
  errno = error;
  return -1;
}

}  // namespace

struct TcpListener::Handle {
  Handle(Loop& loop, int fd, bool shared, OnConnection on_connection)
      : loop(loop), fd(fd), shared(shared), on_connection(std::move(on_connection)), pause(loop) {
    ABSL_CHECK_EQ(uv_poll_init(loop.uv(), &poll, fd), 0);
    poll.data = this;
    Watch();
  }

  void Watch() { ABSL_CHECK_EQ(uv_poll_start(&poll, UV_READABLE, &OnReady), 0); }

  static void OnReady(uv_poll_t* poll, int, int) {
    static_cast<Handle*>(poll->data)->Accept(kMaxAccepts);
  }

  // At most so many of those that wait.
  void Accept(int most) {
    for (int i = 0; i < most && !closing; ++i) {
      const int connection = accept4(fd, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (connection >= 0) {
        const int on = 1;
        setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
        on_connection(std::make_unique<TcpStream>(loop, connection));
      } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
        // Connections wait in the backlog until there is room again.
        uv_poll_stop(&poll);
        return pause.Start(kPauseMillis, [this] { Watch(); });
      } else if (errno != ECONNABORTED && errno != EINTR) {
        return;
      }
    }
  }

  uv_poll_t poll;
  Loop& loop;
  const int fd;
  const bool shared;  // with other processes
  OnConnection on_connection;
  Timer pause;
  bool closing = false;
};

absl::StatusOr<Descriptor> TcpListener::Open(const std::string& address, uint16_t port,
                                             bool reuse_port) {
  const std::string shown = ToString({address, port});
  sockaddr_storage storage = {};
  if (uv_ip4_addr(address.c_str(), port, reinterpret_cast<sockaddr_in*>(&storage)) != 0 &&
      uv_ip6_addr(address.c_str(), port, reinterpret_cast<sockaddr_in6*>(&storage)) != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat(shown, ": \"", address, "\" is no IP address; expected one like 127.0.0.1"));
  }
  const int fd = OpenSocket(storage, reuse_port);
  if (fd >= 0) return Descriptor(fd);
  if (errno == EADDRINUSE) {
    return absl::AlreadyExistsError(
        absl::StrCat(shown, ": the port is in use; expected a free one"));
  }
  return absl::UnavailableError(absl::StrCat("cannot listen on ", shown, ": ", ErrorText(errno)));
}

absl::StatusOr<std::unique_ptr<TcpListener>> TcpListener::Listen(Loop& loop,
                                                                 const std::string& address,
                                                                 uint16_t port, bool reuse_port,
                                                                 OnConnection on_connection) {
  absl::StatusOr<Descriptor> socket = Open(address, port, reuse_port);
  if (!socket.ok()) return socket.status();
  auto listener = std::unique_ptr<TcpListener>(new TcpListener);
  listener->handle_ =
      new Handle(loop, socket->Release(), /*shared=*/false, std::move(on_connection));
  return listener;
}

std::unique_ptr<TcpListener> TcpListener::Adopt(Loop& loop, Descriptor socket,
                                                OnConnection on_connection) {
  auto listener = std::unique_ptr<TcpListener>(new TcpListener);
  listener->handle_ = new Handle(loop, socket.Release(), /*shared=*/true, std::move(on_connection));
  return listener;
}

void TcpListener::AcceptWaiting() { handle_->Accept(kBacklog); }

TcpListener::~TcpListener() {
  handle_->closing = true;
  handle_->pause.Stop();
  const int fd = handle_->fd;
  uv_close(reinterpret_cast<uv_handle_t*>(&handle_->poll),
           [](uv_handle_t* closed) { delete static_cast<Handle*>(closed->data); });
  // A program that is being started has the descriptor until it is executed: without this the
  // socket would go on to take connections until then, and reset them.
  if (!handle_->shared) shutdown(fd, SHUT_RDWR);
  close(fd);
}

uint16_t TcpListener::port() const { return LocalPort(handle_->fd); }

uint16_t LocalPort(int socket) {
  sockaddr_storage storage = {};
  socklen_t size = sizeof(storage);
  if (getsockname(socket, reinterpret_cast<sockaddr*>(&storage), &size) != 0) return 0;
  return ToEndpoint(storage).port;
}

}  // namespace loop
