#include "src/host/host_router.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "src/host/console.h"

namespace host {

bool HostRouter::Add(std::string_view name, std::unique_ptr<worker::Service> service) {
  return services_.try_emplace(name, std::move(service)).second;
}

void HostRouter::Fetch(http::Request&& request, http::Responder&& responder) {
  auto found = services_.find(hosts_->Find(request.head.authority));
  if (found != services_.end()) {
    found->second->Fetch(std::move(request), std::move(responder));
    return;
  }
  http::ResponseHead head;
  head.status = 404;
  head.headers.Add("content-type", "text/plain;charset=UTF-8");
  responder->Send(std::move(head),
                  base::Bytes(absl::StrCat("No worker serves the host ",
                                           Quoted(request.head.authority), ".\n")));
}

}  // namespace host
