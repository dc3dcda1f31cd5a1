#include "src/loop/dns.h"

#include <netdb.h>
#include <sys/socket.h>
#include <uv.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "src/loop/socket.h"

namespace loop {
namespace {

std::vector<std::string> Addresses(const addrinfo* found) {
  std::vector<std::string> addresses;
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    if (one->ai_family != AF_INET && one->ai_family != AF_INET6) continue;
    sockaddr_storage storage = {};
    memcpy(&storage, one->ai_addr, one->ai_addrlen);
    std::string address = ToEndpoint(storage).address;
    if (std::find(addresses.begin(), addresses.end(), address) == addresses.end()) {
      addresses.push_back(std::move(address));
    }
  }
  return addresses;
}

}  // namespace

struct DnsLookup::Request {
  uv_getaddrinfo_t request;
  DnsLookup* lookup;
  Callback done;  // null: nobody wants to know

  static void OnAnswer(uv_getaddrinfo_t* request, int status, addrinfo* found) {
    std::unique_ptr<Request> self(static_cast<Request*>(request->data));
    std::vector<std::string> addresses = Addresses(found);
    if (found != nullptr) uv_freeaddrinfo(found);
    if (self->done == nullptr) return;
    self->lookup->request_ = nullptr;
    if (status == 0 && !addresses.empty()) return self->done(std::move(addresses));
    const bool unknown = status == 0 || status == UV_EAI_NONAME || status == UV_EAI_NODATA;
    self->done(unknown ? absl::NotFoundError("there is no host of that name")
                       : absl::UnavailableError(uv_strerror(status)));
  }
};

DnsLookup::DnsLookup(Loop& loop, const std::string& host, Callback done) : request_(new Request) {
  request_->lookup = this;
  request_->done = std::move(done);
  request_->request.data = request_;
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  const int status = uv_getaddrinfo(loop.uv(), &request_->request, &Request::OnAnswer, host.c_str(),
                                    nullptr, &hints);
  if (status == 0) return;
  // It could not even be asked, as with a name that is too long.
  const std::unique_ptr<Request> refused(std::exchange(request_, nullptr));
  loop.Post([weak = weak_.Get(), done = std::move(refused->done), status]() mutable {
    if (!weak) return;
    done(status == UV_ENAMETOOLONG || status == UV_EINVAL
             ? absl::NotFoundError("that is no name of a host")
             : absl::UnavailableError(uv_strerror(status)));
  });
}

DnsLookup::~DnsLookup() {
  if (request_ == nullptr) return;
  request_->done = nullptr;
  uv_cancel(reinterpret_cast<uv_req_t*>(&request_->request));
}

}  // namespace loop
