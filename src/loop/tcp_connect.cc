#include "src/loop/tcp_connect.h"

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

namespace loop {
namespace {

bool ToAddress(const Endpoint& to, sockaddr_storage* address, socklen_t* size) {
  if (uv_ip4_addr(to.address.c_str(), to.port, reinterpret_cast<sockaddr_in*>(address)) == 0) {
    *size = sizeof(sockaddr_in);
    return true;
  }
  if (uv_ip6_addr(to.address.c_str(), to.port, reinterpret_cast<sockaddr_in6*>(address)) == 0) {
    *size = sizeof(sockaddr_in6);
    return true;
  }
  return false;
}

}  // namespace

struct TcpConnect::Handle {
  uv_poll_t poll;
  Loop* loop;
  int fd;
  TcpConnect* attempt = nullptr;
  Callback done;

  // libuv lets go of the descriptor here, and of the handle later.
  void Close() {
    uv_close(reinterpret_cast<uv_handle_t*>(&poll),
             [](uv_handle_t* handle) { delete static_cast<Handle*>(handle->data); });
  }

  void OnReady() {
    int error = 0;
    socklen_t size = sizeof(error);
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
    attempt->handle_ = nullptr;
    Callback callback = std::move(done);
    Loop& its_loop = *loop;
    const int its_fd = fd;
    Close();
    if (error != 0) {
      close(its_fd);
      return callback(absl::UnavailableError(ErrorText(error)));
    }
    callback(std::make_unique<TcpStream>(its_loop, its_fd));
  }
};

absl::StatusOr<std::unique_ptr<TcpConnect>> TcpConnect::Start(Loop& loop, const Endpoint& to,
                                                              Callback done) {
  sockaddr_storage address = {};
  socklen_t address_size = 0;
  if (!ToAddress(to, &address, &address_size)) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", to.address, "\" is no IP address to connect to"));
  }
  const int fd = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) {
    return absl::ResourceExhaustedError(absl::StrCat("there is no socket: ", ErrorText(errno)));
  }
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));

  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), address_size) != 0 &&
      errno != EINPROGRESS) {
    const int error = errno;
    close(fd);
    return absl::UnavailableError(ErrorText(error));
  }
  auto* handle = new Handle;
  handle->loop = &loop;
  handle->fd = fd;
  handle->done = std::move(done);
  ABSL_CHECK_EQ(uv_poll_init(loop.uv(), &handle->poll, fd), 0);
  handle->poll.data = handle;
  ABSL_CHECK_EQ(
      uv_poll_start(&handle->poll, UV_WRITABLE,
                    [](uv_poll_t* poll, int, int) { static_cast<Handle*>(poll->data)->OnReady(); }),
      0);
  std::unique_ptr<TcpConnect> attempt(new TcpConnect(handle));
  handle->attempt = attempt.get();
  return attempt;
}

TcpConnect::~TcpConnect() {
  if (handle_ == nullptr) return;
  const int fd = handle_->fd;
  handle_->Close();
  close(fd);
}

}  // namespace loop
