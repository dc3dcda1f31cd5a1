#include "bindings/fetch/fetch.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "bindings/fetch/cached_fetch.h"
#include "bindings/fetch/fetches.h"
#include "bindings/fetch/outgoing.h"
#include "bindings/fetch/sockets.h"

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

// See Outgoing.
void Start(Call& call, uint32_t number, std::string method, std::string url, ByteString fields,
           uint32_t kind, std::optional<base::Bytes> bytes, std::optional<double> source,
           Fetches::Head done) {
  StartRequest(call,
               {number, std::move(method), std::move(url), std::move(fields),
                static_cast<BodyKind>(kind), std::move(bytes), source},
               nullptr, std::move(done));
}

// Three at a time: the first and the last status, and seconds.
absl::StatusOr<std::vector<CacheUse::StatusTtl>> ReadTtls(const std::vector<std::string>& numbers) {
  std::vector<CacheUse::StatusTtl> ttls;
  for (size_t i = 0; i + 2 < numbers.size(); i += 3) {
    CacheUse::StatusTtl& ttl = ttls.emplace_back();
    if (!absl::SimpleAtoi(numbers[i], &ttl.first) || !absl::SimpleAtoi(numbers[i + 1], &ttl.last) ||
        !absl::SimpleAtoi(numbers[i + 2], &ttl.seconds)) {
      return absl::InvalidArgumentError("a time to live is no whole number");
    }
  }
  return ttls;
}

// As Start, by way of the worker's cache: a GET without a body. `mode`: a CacheUse::Mode.
void StartCached(Call& call, uint32_t number, std::string url, ByteString fields, std::string key,
                 std::vector<std::string> ttls, bool everything, uint32_t mode,
                 Fetches::Head done) {
  absl::StatusOr<std::vector<CacheUse::StatusTtl>> read = ReadTtls(ttls);
  if (!read.ok()) return done.Reject(read.status());
  CacheUse use = {std::move(key), *std::move(read), everything, static_cast<CacheUse::Mode>(mode)};
  Route route;
  TurnHost& host = call.host<TurnHost>();
  if (host.cache != nullptr) {
    route = [store = host.cache, worker = std::string(host.worker), use = std::move(use)](
                LaneParts& lane, const Invocation&) mutable {
      return Fetches::Way{SendCached(lane, *store, std::move(worker), std::move(use)), false};
    };
  } else if (use.mode == CacheUse::Mode::kOnlyStored) {
    return done.Reject(absl::InvalidArgumentError(absl::StrCat("fetch failed: ", kNothingStored)));
  }
  StartRequest(call, {number, "GET", std::move(url), std::move(fields)}, std::move(route),
               std::move(done));
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

// Octets of the payload.
absl::StatusOr<double> SendMessage(Call& call, uint32_t id, uint32_t number, bool is_text,
                                   base::Bytes payload) {
  TurnHost& host = call.host<TurnHost>();
  const size_t size = payload.size();
  host.sent_bytes += size;
  if (host.sent_bytes > kMaxSentInTurn) {
    return absl::ResourceExhaustedError(
        absl::StrCat("WebSocket send(): more than ", kMaxSentInTurn,
                     " bytes at a time; send less before waiting for something."));
  }
  if (absl::Status room = host.RequireRoom("WebSocket send()"); !room.ok()) return room;
  WithSockets(call, id, [number, is_text, payload = std::move(payload)](Sockets& sockets) mutable {
    sockets.Send(number, {is_text, std::move(payload)});
  });
  return static_cast<double>(size);
}

absl::StatusOr<double> SendText(Call& call, uint32_t id, uint32_t number, std::string text) {
  return SendMessage(call, id, number, true, base::Bytes(std::move(text)));
}

absl::StatusOr<double> SendBytes(Call& call, uint32_t id, uint32_t number, base::Bytes bytes) {
  return SendMessage(call, id, number, false, std::move(bytes));
}

void WhenWritten(Call& call, uint32_t id, uint32_t number, Sockets::Written done) {
  WithSockets(call, id, [number, done = std::move(done)](Sockets& sockets) mutable {
    sockets.WhenWritten(number, std::move(done));
  });
}

void CloseSocket(Call& call, uint32_t id, uint32_t number, std::optional<uint32_t> code,
                 std::string reason) {
  std::optional<uint16_t> short_code;
  if (code) short_code = static_cast<uint16_t>(*code);
  WithSockets(call, id, [number, short_code, reason = std::move(reason)](Sockets& sockets) {
    sockets.Close(number, short_code, reason);
  });
}

// Answers the request of the invocation `id` with 101, and has its client and that server speak to
// one another from then on.
void Relay(Call& call, uint32_t id, uint32_t number, ByteString status_text, ByteString fields) {
  http::ResponseHead head;
  head.status = 101;
  head.reason = std::move(status_text.bytes);
  head.headers = http::HeaderList(std::move(fields.bytes));
  call.host<TurnHost>().outbox.emplace_back(worker::RelayResponse{
      id, std::move(head),
      [number](Invocation& invocation) { return Sockets::Of(invocation).Take(number); }});
}

constexpr engine::Op kOps[] = {
    engine::Bind<&Start>("startFetch"),
    engine::Bind<&StartCached>("startCachedFetch"),
    engine::Bind<&Write>("writeFetch"),
    engine::Bind<&Finish>("finishFetch"),
    engine::Bind<&Abort>("abortFetch"),
    engine::Bind<&Receive>("receiveFromServer"),
    engine::Bind<&SendText>("sendTextToServer"),
    engine::Bind<&SendBytes>("sendBytesToServer"),
    engine::Bind<&WhenWritten>("writtenToServer"),
    engine::Bind<&CloseSocket>("closeToServer"),
    engine::Bind<&Relay>("relayToServer"),
};

}  // namespace

constinit const engine::Module kFetchModule = {"native:fetch", kOps};

}  // namespace bindings::fetch
