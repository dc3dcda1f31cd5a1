#include "bindings/fetch/fetch.h"

#include <optional>
#include <string>
#include <utility>

#include "bindings/fetch/fetches.h"
#include "bindings/fetch/outgoing.h"

namespace bindings::fetch {
namespace {

using engine::ByteString;
using engine::Call;
using worker::Invocation;
using worker::LaneParts;
using worker::RunOnLane;
using worker::TurnHost;
using worker::Version;

// See Outgoing.
void Start(Call& call, uint32_t number, std::string method, std::string url, ByteString fields,
           uint32_t kind, std::optional<base::Bytes> bytes, std::optional<double> source,
           Fetches::Head done) {
  StartRequest(call,
               {number, std::move(method), std::move(url), std::move(fields),
                static_cast<BodyKind>(kind), std::move(bytes), source},
               nullptr, std::move(done));
}

void Write(Call& call, uint32_t number, base::Bytes piece, engine::Resolver<void> done) {
  call.host<TurnHost>().outbox.emplace_back(RunOnLane{
      call.invocation(), [number, piece = std::move(piece), done = std::move(done)](
                             LaneParts& lane, const Version&, Invocation& invocation) mutable {
        Fetches::Of(lane, invocation).Write(number, std::move(piece), std::move(done));
      }});
}

void Finish(Call& call, uint32_t number) {
  call.host<TurnHost>().outbox.emplace_back(RunOnLane{
      call.invocation(), [number](LaneParts& lane, const Version&, Invocation& invocation) {
        Fetches::Of(lane, invocation).Finish(number);
      }});
}

// `id`: the invocation's, which another one may be running in.
void Abort(Call& call, uint32_t id, uint32_t number) {
  call.host<TurnHost>().outbox.emplace_back(
      RunOnLane{id, [number](LaneParts& lane, const Version&, Invocation& invocation) {
                  Fetches::Of(lane, invocation).Abort(number);
                }});
}

constexpr engine::Op kOps[] = {
    engine::Bind<&Start>("startFetch"),
    engine::Bind<&Write>("writeFetch"),
    engine::Bind<&Finish>("finishFetch"),
    engine::Bind<&Abort>("abortFetch"),
};

}  // namespace

constinit const engine::Module kFetchModule = {"native:fetch", kOps};

}  // namespace bindings::fetch
