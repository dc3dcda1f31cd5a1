#include "src/loop/tcp.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <uv.h>

#include <algorithm>
#include <utility>

#include "absl/log/absl_check.h"
#include "absl/strings/str_cat.h"

namespace loop {
namespace {

constexpr int kBacklog = 1024;
// More pieces than this are left for the next write.
constexpr size_t kMaxPieces = 64;

absl::Status BrokenConnection(int error) {
  return absl::AbortedError(absl::StrCat("the connection broke: ", uv_strerror(error)));
}

Endpoint ToEndpoint(const sockaddr_storage& storage) {
  char text[INET6_ADDRSTRLEN] = {};
  Endpoint endpoint;
  if (storage.ss_family == AF_INET6) {
    const auto& address = reinterpret_cast<const sockaddr_in6&>(storage);
    uv_ip6_name(&address, text, sizeof(text));
    endpoint.port = ntohs(address.sin6_port);
  } else {
    const auto& address = reinterpret_cast<const sockaddr_in&>(storage);
    uv_ip4_name(&address, text, sizeof(text));
    endpoint.port = ntohs(address.sin_port);
  }
  endpoint.address = text;
  return endpoint;
}

uv_buf_t ToBuffer(std::string_view piece) {
  return uv_buf_init(const_cast<char*>(piece.data()), static_cast<unsigned>(piece.size()));
}

}  // namespace

std::string ToString(const Endpoint& endpoint) {
  const bool v6 = endpoint.address.find(':') != endpoint.address.npos;
  return absl::StrCat(v6 ? "[" : "", endpoint.address, v6 ? "]:" : ":", endpoint.port);
}

struct TcpStream::Impl {
  uv_tcp_t tcp;
  Listener* listener = nullptr;
  bool reading = false;

  uv_write_t write;
  std::vector<base::Bytes> writing;
  uv_shutdown_t shutdown;

  uv_stream_t* stream() { return reinterpret_cast<uv_stream_t*>(&tcp); }
  uv_handle_t* handle() { return reinterpret_cast<uv_handle_t*>(&tcp); }

  static void OnAllocate(uv_handle_t* handle, size_t, uv_buf_t* buffer) {
    const std::span<char> span = static_cast<Impl*>(handle->data)->listener->OnAllocate();
    *buffer = uv_buf_init(span.data(), static_cast<unsigned>(span.size()));
  }
  static void OnRead(uv_stream_t* stream, ssize_t size, const uv_buf_t*) {
    auto* impl = static_cast<Impl*>(stream->data);
    if (size > 0) return impl->listener->OnRead(static_cast<size_t>(size));
    if (size == 0) return;
    uv_read_stop(stream);
    impl->reading = false;
    if (size == UV_EOF) return impl->listener->OnEnd();
    impl->listener->OnError(BrokenConnection(static_cast<int>(size)));
  }
  static void OnWrite(uv_write_t* request, int error) {
    auto* impl = static_cast<Impl*>(request->data);
    impl->writing.clear();
    if (uv_is_closing(impl->handle())) return;
    if (error != 0) return impl->listener->OnError(BrokenConnection(error));
    impl->listener->OnWritten();
  }
};

TcpStream::TcpStream(Loop& loop) : impl_(std::make_unique<Impl>()) {
  ABSL_CHECK_EQ(uv_tcp_init(loop.uv(), &impl_->tcp), 0);
  impl_->tcp.data = impl_.get();
}

TcpStream::~TcpStream() = default;

void TcpStream::set_listener(Listener* listener) { impl_->listener = listener; }

void TcpStream::StartReading() {
  if (impl_->reading || closing()) return;
  impl_->reading = uv_read_start(impl_->stream(), &Impl::OnAllocate, &Impl::OnRead) == 0;
}

void TcpStream::StopReading() {
  if (!impl_->reading) return;
  uv_read_stop(impl_->stream());
  impl_->reading = false;
}

bool TcpStream::reading() const { return impl_->reading; }

bool TcpStream::Broken() const {
  pollfd poll_for = {-1, 0, 0};
  if (uv_fileno(impl_->handle(), &poll_for.fd) != 0) return true;
  return poll(&poll_for, 1, 0) > 0 && (poll_for.revents & (POLLERR | POLLHUP)) != 0;
}

absl::StatusOr<size_t> TcpStream::TryWrite(std::span<const std::string_view> pieces) {
  uv_buf_t buffers[kMaxPieces];
  const size_t count = std::min(pieces.size(), kMaxPieces);
  for (size_t i = 0; i < count; ++i) buffers[i] = ToBuffer(pieces[i]);
  const int written = uv_try_write(impl_->stream(), buffers, static_cast<unsigned>(count));
  if (written >= 0) return static_cast<size_t>(written);
  if (written == UV_EAGAIN) return 0;
  return BrokenConnection(written);
}

void TcpStream::WriteLater(std::vector<base::Bytes> pieces) {
  impl_->writing = std::move(pieces);
  std::vector<uv_buf_t> buffers;
  buffers.reserve(impl_->writing.size());
  for (const base::Bytes& piece : impl_->writing) buffers.push_back(ToBuffer(piece.view()));
  impl_->write.data = impl_.get();
  const int error = uv_write(&impl_->write, impl_->stream(), buffers.data(),
                             static_cast<unsigned>(buffers.size()), &Impl::OnWrite);
  ABSL_CHECK_EQ(error, 0) << "a write after the end: " << uv_strerror(error);
}

size_t TcpStream::UnwrittenSize() const { return uv_stream_get_write_queue_size(impl_->stream()); }

void TcpStream::ShutdownWrites() {
  if (closing()) return;
  uv_shutdown(&impl_->shutdown, impl_->stream(), [](uv_shutdown_t*, int) {});
}

void TcpStream::Close(bool reset) {
  if (closing()) return;
  auto on_closed = [](uv_handle_t* handle) {
    static_cast<Impl*>(handle->data)->listener->OnClosed();
  };
  impl_->reading = false;
  if (reset && uv_tcp_close_reset(&impl_->tcp, on_closed) == 0) return;
  uv_close(impl_->handle(), on_closed);
}

bool TcpStream::closing() const { return uv_is_closing(impl_->handle()) != 0; }

Endpoint TcpStream::PeerEndpoint() const {
  sockaddr_storage storage;
  int size = sizeof(storage);
  if (uv_tcp_getpeername(&impl_->tcp, reinterpret_cast<sockaddr*>(&storage), &size) != 0) return {};
  return ToEndpoint(storage);
}

Endpoint TcpStream::LocalEndpoint() const {
  sockaddr_storage storage;
  int size = sizeof(storage);
  if (uv_tcp_getsockname(&impl_->tcp, reinterpret_cast<sockaddr*>(&storage), &size) != 0) return {};
  return ToEndpoint(storage);
}

struct TcpListener::Handle {
  uv_tcp_t tcp;
  Loop* loop;
  OnConnection on_connection;

  static void OnUvConnection(uv_stream_t* server, int error) {
    if (error != 0) return;
    auto* handle = static_cast<Handle*>(server->data);
    auto stream = std::make_unique<TcpStream>(*handle->loop);
    if (uv_accept(server, stream->impl_->stream()) != 0) {
      // Out of file descriptors, or the client has gone: the handle closes on its own.
      TcpStream::Impl* impl = std::exchange(stream->impl_, nullptr).release();
      uv_close(impl->handle(),
               [](uv_handle_t* closed) { delete static_cast<TcpStream::Impl*>(closed->data); });
      return;
    }
    uv_tcp_nodelay(&stream->impl_->tcp, 1);
    handle->on_connection(std::move(stream));
  }
};

absl::StatusOr<std::unique_ptr<TcpListener>> TcpListener::Listen(Loop& loop,
                                                                 const std::string& address,
                                                                 uint16_t port, bool reuse_port,
                                                                 OnConnection on_connection) {
  const std::string shown = ToString({address, port});
  sockaddr_storage storage = {};
  if (uv_ip4_addr(address.c_str(), port, reinterpret_cast<sockaddr_in*>(&storage)) != 0 &&
      uv_ip6_addr(address.c_str(), port, reinterpret_cast<sockaddr_in6*>(&storage)) != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat(shown, ": \"", address, "\" is no IP address; expected one like 127.0.0.1"));
  }
  auto listener = std::unique_ptr<TcpListener>(new TcpListener);
  auto* handle = new Handle{{}, &loop, std::move(on_connection)};
  ABSL_CHECK_EQ(uv_tcp_init(loop.uv(), &handle->tcp), 0);
  handle->tcp.data = handle;
  listener->handle_ = handle;

  unsigned flags = reuse_port ? UV_TCP_REUSEPORT : 0;
  if (storage.ss_family == AF_INET6) flags |= UV_TCP_IPV6ONLY;
  int error = uv_tcp_bind(&handle->tcp, reinterpret_cast<sockaddr*>(&storage), flags);
  if (error == 0) {
    error =
        uv_listen(reinterpret_cast<uv_stream_t*>(&handle->tcp), kBacklog, &Handle::OnUvConnection);
  }
  if (error == 0) return listener;
  if (error == UV_EADDRINUSE) {
    return absl::AlreadyExistsError(
        absl::StrCat(shown, ": the port is in use; expected a free one"));
  }
  return absl::UnavailableError(absl::StrCat("cannot listen on ", shown, ": ", uv_strerror(error)));
}

TcpListener::~TcpListener() {
  uv_close(reinterpret_cast<uv_handle_t*>(&handle_->tcp),
           [](uv_handle_t* closed) { delete static_cast<Handle*>(closed->data); });
}

uint16_t TcpListener::port() const {
  sockaddr_storage storage;
  int size = sizeof(storage);
  if (uv_tcp_getsockname(&handle_->tcp, reinterpret_cast<sockaddr*>(&storage), &size) != 0)
    return 0;
  return ToEndpoint(storage).port;
}

}  // namespace loop
