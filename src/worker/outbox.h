#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "src/base/bytes.h"
#include "src/engine/resolver.h"
#include "src/http/message.h"
#include "src/http/websocket.h"

namespace worker {

struct Invocation;
struct LaneParts;
struct Version;

// What the JavaScript of a turn wants of the lane. Ops only write it down here; the lane's owner
// carries it out, in order, when the turn is over. `id` is the invocation's number.

// The whole response. `settles`: SettleInvocation too.
struct SendResponse {
  uint32_t id;
  http::ResponseHead head;
  base::Bytes body;
  bool settles;
};
// The head of a response whose body invocation `source` has: that of its request, or, where `body`
// is not 0, the native body of that number.
struct PumpResponse {
  uint32_t id;
  http::ResponseHead head;
  uint32_t source;
  uint32_t body;
};
// The head of a response whose body follows in pieces: of `length` octets, if that is known.
struct StartResponse {
  uint32_t id;
  http::ResponseHead head;
  std::optional<uint64_t> length;
};
struct WriteResponse {
  uint32_t id;
  base::Bytes piece;
  engine::Resolver<void> done;
};
struct EndResponse {
  uint32_t id;
};
// The body cannot be finished, because of `reason`.
struct AbortResponse {
  uint32_t id;
  std::string reason;
};
// The handler failed; `message` is one line.
struct FailInvocation {
  uint32_t id;
  std::string message;
  std::string stack;
};
struct ReadRequestBody {
  uint32_t id;
  engine::Resolver<std::optional<base::Bytes>> done;
};
struct CancelRequestBody {
  uint32_t id;
};
// Bodies that natives hold for JavaScript (Invocation::bodies).
struct ReadNativeBody {
  uint32_t id;
  uint32_t body;
  engine::Resolver<std::optional<base::Bytes>> done;
};
struct CancelNativeBody {
  uint32_t id;
  uint32_t body;
};
// What a binding does on the lane, for an invocation that is not over; dropped otherwise.
struct RunOnLane {
  uint32_t id;
  absl::AnyInvocable<void(LaneParts&, const Version&, Invocation&)> run;
};
// The handler and all its waitUntil promises are settled.
struct SettleInvocation {
  uint32_t id;
};
struct StartTimer {
  uint32_t id;
  uint32_t timer;
  double delay_millis;
};
struct StopTimer {
  uint32_t timer;
};
// `id` 0: outside an invocation.
struct WriteLog {
  uint32_t id;
  std::string level;
  std::string text;
};

// 101: the request becomes a WebSocket.
struct UpgradeResponse {
  uint32_t id;
  http::ResponseHead head;
};
// The same for one whose messages go to and come from `server`, which JavaScript has not read from;
// it is nobody's business any more. Null: there is none.
struct RelayResponse {
  uint32_t id;
  http::ResponseHead head;
  absl::AnyInvocable<std::unique_ptr<http::WebSocket>(Invocation&)> server;
};
// Messages are wanted.
struct ReadSocket {
  uint32_t id;
};
struct SendToSocket {
  uint32_t id;
  http::WebSocketMessage message;
};
struct CloseSocket {
  uint32_t id;
  std::optional<uint16_t> code;
  std::string reason;
};

using Command =
    std::variant<SendResponse, PumpResponse, StartResponse, WriteResponse, EndResponse,
                 AbortResponse, FailInvocation, ReadRequestBody, CancelRequestBody, ReadNativeBody,
                 CancelNativeBody, RunOnLane, SettleInvocation, StartTimer, StopTimer, WriteLog,
                 UpgradeResponse, RelayResponse, ReadSocket, SendToSocket, CloseSocket>;
using Outbox = std::vector<Command>;

}  // namespace worker
