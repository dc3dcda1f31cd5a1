#include "bindings/service/service_ops.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "bindings/fetch/outgoing.h"
#include "bindings/service/service_binding.h"
#include "src/http/local_call.h"
#include "src/worker/invocation.h"
#include "src/worker/lane_parts.h"

namespace bindings {
namespace {

using engine::ByteString;
using engine::Call;
using fetch::Fetches;
using worker::LaneParts;
using worker::ServiceCall;
using worker::TurnHost;

// A worker of a lane, as what requests go to.
Fetches::Send SendTo(LaneParts& lane, std::string worker, ServiceCall call,
                     const worker::Invocation& caller) {
  return [&lane, worker = std::move(worker), call = std::move(call),
          peer = caller.head.peer_address, port = caller.head.peer_port](
             http::ClientRequest request,
             http::Client::Callback done) mutable -> std::unique_ptr<http::ClientCall> {
    worker::Directory* directory = lane.directory;
    if (directory == nullptr || !directory->Has(worker)) {
      done(absl::NotFoundError(absl::StrCat("there is no worker called \"", worker,
                                            "\" on this node, which a service binding names")));
      return nullptr;
    }
    http::Request local = {std::move(request.head), std::move(request.body)};
    local.head.peer_address = std::move(peer);
    local.head.peer_port = port;
    return http::CallLocally(
        std::move(local), std::move(done), [&](http::Request&& one, http::Responder&& responder) {
          directory->CallWorker(worker, std::move(call), std::move(one), std::move(responder));
        });
  };
}

// As startFetch, to the worker of the binding at `place`. `rpc`: the method of it that is called,
// whose messages the bodies are; "": it is a request.
void Start(Call& call, uint32_t place, std::string rpc, uint32_t number, std::string method,
           std::string url, ByteString fields, uint32_t kind, std::optional<base::Bytes> bytes,
           std::optional<double> source, Fetches::Head done) {
  const auto* binding = call.host<TurnHost>().Grant<ServiceBinding>(place);
  if (binding == nullptr) {
    return done.Reject(absl::PermissionDeniedError("The service binding was not granted."));
  }
  ServiceCall service = {binding->entrypoint(), binding->props_json(), std::move(rpc)};
  fetch::StartRequest(
      call,
      {number, std::move(method), std::move(url), std::move(fields),
       static_cast<fetch::BodyKind>(kind), std::move(bytes), source},
      [worker = binding->worker(), service = std::move(service)](
          LaneParts& lane, const worker::Invocation& caller) mutable {
        service.caller = caller.number;
        return Fetches::Way{SendTo(lane, std::move(worker), std::move(service), caller), true};
      },
      std::move(done));
}

constexpr engine::Op kOps[] = {
    engine::Bind<&Start>("startServiceFetch"),
};

}  // namespace

constinit const engine::Module kServiceModule = {"native:service", kOps};

}  // namespace bindings
