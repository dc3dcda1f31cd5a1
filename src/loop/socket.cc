#include "src/loop/socket.h"

#include <errno.h>
#include <netinet/in.h>
#include <uv.h>

#include "absl/strings/str_cat.h"

namespace loop {

std::string ErrorText(int error) { return uv_strerror(uv_translate_sys_error(error)); }

int PendingError(int fd) {
  int error = 0;
  socklen_t size = sizeof(error);
  if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return errno;
  // Another call has met it before.
  return error != 0 ? error : ECONNRESET;
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

std::string ToString(const Endpoint& endpoint) {
  const bool v6 = endpoint.address.find(':') != endpoint.address.npos;
  return absl::StrCat(v6 ? "[" : "", endpoint.address, v6 ? "]:" : ":", endpoint.port);
}

}  // namespace loop
