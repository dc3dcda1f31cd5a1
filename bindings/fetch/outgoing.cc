#include "bindings/fetch/outgoing.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "bindings/fetch/cdn_loop.h"
#include "src/http/request_encoder.h"
#include "src/http/websocket_client_handshake.h"
#include "src/http/whole_body.h"
#include "src/worker/spec.h"

namespace bindings::fetch {
namespace {

using engine::Call;
using worker::Invocation;
using worker::LaneParts;
using worker::RunOnLane;
using worker::TurnHost;
using worker::Version;

absl::StatusOr<http::ClientRequest> MakeRequest(const Invocation& invocation, Outgoing& outgoing) {
  http::ClientRequest request;
  if (absl::Status status = http::SetUrl(outgoing.url, &request); !status.ok()) return status;
  request.head.method = std::move(outgoing.method);
  request.head.headers = http::HeaderList(std::move(outgoing.fields.bytes));
  if (!http::IsEncodable(request.head)) {
    return absl::InvalidArgumentError(
        "the request has a method or a header that HTTP cannot carry");
  }
  request.websocket = request.head.method == "GET" && http::AsksForWebSocket(request.head);
  const std::optional<std::string> loop = NextCdnLoop(invocation.head.headers);
  if (!loop) {
    return absl::InvalidArgumentError(
        absl::StrCat("fetch failed: this request has come through this server ", kMaxLoops,
                     " times (CDN-Loop): it goes round in a circle"));
  }
  request.head.headers.Remove("cdn-loop");
  request.head.headers.Add("CDN-Loop", *loop);
  if (outgoing.kind == BodyKind::kBytes) {
    request.body =
        std::make_unique<http::WholeBody>(std::move(outgoing.bytes).value_or(base::Bytes()));
  }
  return request;
}

}  // namespace

http::Body TakeBody(Invocation& invocation, BodyKind kind, uint32_t source) {
  if (kind == BodyKind::kRequest) {
    if (invocation.arrived) {
      return std::make_unique<http::WholeBody>(*std::exchange(invocation.arrived, std::nullopt));
    }
    return std::move(invocation.body);
  }
  auto it = invocation.bodies.find(source);
  return it == invocation.bodies.end() ? nullptr : std::move(it->second);
}

absl::StatusOr<Invocation*> CountRequest(Call& call) {
  Invocation* invocation = call.host<TurnHost>().Find(call.invocation());
  if (invocation == nullptr) {
    return absl::FailedPreconditionError("Disallowed operation called within global scope.");
  }
  if (++invocation->subrequests > invocation->max_subrequests) {
    return absl::ResourceExhaustedError("Too many subrequests by single Worker invocation.");
  }
  return invocation;
}

void StartRequest(Call& call, Outgoing outgoing, Route route, Fetches::Head done) {
  const absl::StatusOr<Invocation*> asker = CountRequest(call);
  if (!asker.ok()) return done.Reject(asker.status());
  auto request = MakeRequest(**asker, outgoing);
  if (!request.ok()) return done.Reject(request.status());
  call.host<TurnHost>().outbox.emplace_back(RunOnLane{
      call.invocation(),
      [number = outgoing.number, kind = outgoing.kind, source = outgoing.source,
       route = std::move(route), request = *std::move(request), done = std::move(done)](
          LaneParts& lane, const Version& version, Invocation& invocation) mutable {
        request.partition = version.spec.name;
        Fetches& fetches = Fetches::Of(lane, invocation);
        Fetches::Way way;
        if (route != nullptr) way = route(lane, invocation);
        if (kind == BodyKind::kStream) {
          const auto length = source ? std::optional(static_cast<uint64_t>(*source)) : std::nullopt;
          return fetches.StartStreaming(number, std::move(request), length, std::move(way),
                                        std::move(done));
        }
        if (kind == BodyKind::kRequest || kind == BodyKind::kNative) {
          request.body = TakeBody(invocation, kind, static_cast<uint32_t>(source.value_or(0)));
        }
        fetches.Start(number, std::move(request), std::move(way), std::move(done));
      }});
}

}  // namespace bindings::fetch
