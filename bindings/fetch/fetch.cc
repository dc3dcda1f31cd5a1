#include "bindings/fetch/fetch.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bindings/fetch/cdn_loop.h"
#include "bindings/fetch/fetches.h"
#include "bindings/fetch/sockets.h"
#include "src/http/request_encoder.h"
#include "src/http/websocket_client_handshake.h"
#include "src/http/whole_body.h"
#include "src/worker/spec.h"

namespace bindings::fetch {
namespace {

using engine::ByteString;
using engine::Call;
using worker::Invocation;
using worker::LaneParts;
using worker::RunOnLane;
using worker::TurnHost;
using worker::Version;

// Octets that all WebSockets of an isolate may be given in one turn.
constexpr size_t kMaxSentInTurn = size_t{64} << 20;

// Where a request's body comes from, as fetch.js numbers it.
enum class BodyKind : uint32_t { kNone, kBytes, kStream, kRequest, kNative };

// What another body of the invocation has: that of its request, or a native one.
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

// Who asks, and whether he may: counts the request.
absl::StatusOr<Invocation*> Asker(Call& call) {
  Invocation* invocation = call.host<TurnHost>().Find(call.invocation());
  if (invocation == nullptr) {
    return absl::FailedPreconditionError("Disallowed operation called within global scope.");
  }
  if (++invocation->subrequests > invocation->max_subrequests) {
    return absl::ResourceExhaustedError("Too many subrequests by single Worker invocation.");
  }
  return invocation;
}

absl::StatusOr<http::ClientRequest> MakeRequest(const Invocation& invocation, std::string method,
                                                std::string_view url, ByteString fields) {
  http::ClientRequest request;
  if (absl::Status status = http::SetUrl(url, &request); !status.ok()) return status;
  request.head.method = std::move(method);
  request.head.headers = http::HeaderList(std::move(fields.bytes));
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
  return request;
}

// `number`: what JavaScript calls the request. `bytes`: the body of kind kBytes; `source`: the
// number of that of kind kNative, or the octets of one of kind kStream, where they are known.
void Start(Call& call, uint32_t number, std::string method, std::string url, ByteString fields,
           uint32_t kind_number, std::optional<base::Bytes> bytes, std::optional<double> source,
           Fetches::Head done) {
  const absl::StatusOr<Invocation*> asker = Asker(call);
  if (!asker.ok()) return done.Reject(asker.status());
  auto request = MakeRequest(**asker, std::move(method), url, std::move(fields));
  if (!request.ok()) return done.Reject(request.status());
  const auto kind = static_cast<BodyKind>(kind_number);
  if (kind == BodyKind::kBytes) {
    request->body = std::make_unique<http::WholeBody>(bytes ? *std::move(bytes) : base::Bytes());
  }
  call.host<TurnHost>().outbox.emplace_back(RunOnLane{
      call.invocation(),
      [number, kind, source, request = *std::move(request), done = std::move(done)](
          LaneParts& lane, const Version& version, Invocation& invocation) mutable {
        request.partition = version.spec.name;
        Fetches& fetches = Fetches::Of(lane, invocation);
        if (kind == BodyKind::kStream) {
          const auto length = source ? std::optional(static_cast<uint64_t>(*source)) : std::nullopt;
          return fetches.StartStreaming(number, std::move(request), length, std::move(done));
        }
        if (kind == BodyKind::kRequest || kind == BodyKind::kNative) {
          request.body = TakeBody(invocation, kind, static_cast<uint32_t>(source.value_or(0)));
        }
        fetches.Start(number, std::move(request), std::move(done));
      }});
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

// Of a WebSocket that the invocation `id` has opened with its request `number`.
template <class Act>
void WithSockets(Call& call, uint32_t id, Act act) {
  call.host<TurnHost>().outbox.emplace_back(RunOnLane{
      id, [act = std::move(act)](LaneParts&, const Version&, Invocation& invocation) mutable {
        act(Sockets::Of(invocation));
      }});
}

void Receive(Call& call, uint32_t id, uint32_t number, Sockets::Event done) {
  WithSockets(call, id, [number, done = std::move(done)](Sockets& sockets) mutable {
    sockets.Receive(number, std::move(done));
  });
}

absl::Status SendMessage(Call& call, uint32_t id, uint32_t number, bool is_text,
                         base::Bytes payload) {
  TurnHost& host = call.host<TurnHost>();
  host.sent_bytes += payload.size();
  if (host.sent_bytes > kMaxSentInTurn) {
    return absl::ResourceExhaustedError(
        absl::StrCat("WebSocket send(): more than ", kMaxSentInTurn,
                     " bytes at a time; send less before waiting for something."));
  }
  WithSockets(call, id, [number, is_text, payload = std::move(payload)](Sockets& sockets) mutable {
    sockets.Send(number, {is_text, std::move(payload)});
  });
  return absl::OkStatus();
}

absl::Status SendText(Call& call, uint32_t id, uint32_t number, std::string text) {
  return SendMessage(call, id, number, true, base::Bytes(std::move(text)));
}

absl::Status SendBytes(Call& call, uint32_t id, uint32_t number, base::Bytes bytes) {
  return SendMessage(call, id, number, false, std::move(bytes));
}

void CloseSocket(Call& call, uint32_t id, uint32_t number, std::optional<uint32_t> code,
                 std::string reason) {
  std::optional<uint16_t> short_code;
  if (code) short_code = static_cast<uint16_t>(*code);
  WithSockets(call, id, [number, short_code, reason = std::move(reason)](Sockets& sockets) {
    sockets.Close(number, short_code, reason);
  });
}

constexpr engine::Op kOps[] = {
    engine::Bind<&Start>("startFetch"),
    engine::Bind<&Write>("writeFetch"),
    engine::Bind<&Finish>("finishFetch"),
    engine::Bind<&Abort>("abortFetch"),
    engine::Bind<&Receive>("receiveFromServer"),
    engine::Bind<&SendText>("sendTextToServer"),
    engine::Bind<&SendBytes>("sendBytesToServer"),
    engine::Bind<&CloseSocket>("closeToServer"),
};

}  // namespace

constinit const engine::Module kFetchModule = {"native:fetch", kOps};

}  // namespace bindings::fetch
