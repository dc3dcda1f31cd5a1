#include "src/host/host_router.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "src/host/console.h"

namespace host {

std::string FirstLabel(std::string_view authority) {
  return absl::AsciiStrToLower(authority.substr(0, authority.find_first_of(".:")));
}

bool HostRouter::Add(std::string_view name, std::unique_ptr<worker::Service> service) {
  return services_.try_emplace(absl::AsciiStrToLower(name), std::move(service)).second;
}

void HostRouter::Fetch(http::Request&& request, http::Responder&& responder) {
  const std::string name = FirstLabel(request.head.authority);
  auto found = services_.find(name);
  if (found != services_.end()) {
    found->second->Fetch(std::move(request), std::move(responder));
    return;
  }
  http::ResponseHead head;
  head.status = 404;
  head.headers.Add("content-type", "text/plain;charset=UTF-8");
  responder->Send(std::move(head), base::Bytes(absl::StrCat(
                                       "No worker is called ", Quoted(name),
                                       ": the first label of the request's host names one.\n")));
}

}  // namespace host
