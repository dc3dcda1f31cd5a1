#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "bindings/fetch/fetches.h"
#include "src/base/bytes.h"
#include "src/engine/byte_string.h"
#include "src/engine/op.h"
#include "src/http/body.h"
#include "src/worker/invocation.h"
#include "src/worker/lane_parts.h"

namespace bindings::fetch {

// Where a request's body comes from, as fetch.js numbers it.
enum class BodyKind : uint32_t { kNone, kBytes, kStream, kRequest, kNative };

// A request that JavaScript wants to be sent.
struct Outgoing {
  uint32_t number = 0;  // what JavaScript calls it
  std::string method;
  std::string url;            // the serialisation of a URL record
  engine::ByteString fields;  // names and values in turn
  BodyKind kind = BodyKind::kNone;
  std::optional<base::Bytes> bytes = {};  // the body of kind kBytes
  // The number of that of kind kNative, or the octets of one of kind kStream, where they are known.
  std::optional<double> source = {};
};

// Makes what sends a request, on the lane, for the invocation that asks.
using Route = absl::AnyInvocable<Fetches::Way(worker::LaneParts&, const worker::Invocation&)>;

// Who asks, and whether he may: counts one of the invocation's requests.
absl::StatusOr<worker::Invocation*> CountRequest(engine::Call& call);
// The body that `kind` and `source` say, taken from the invocation; null: there is none.
http::Body TakeBody(worker::Invocation& invocation, BodyKind kind, uint32_t source);

// Counts the request and has it sent when the turn is over: by `route`, or, where that is null, by
// the lane's client. `done` is rejected where there is no invocation, where it has asked for too
// much, and for a request that HTTP cannot carry.
void StartRequest(engine::Call& call, Outgoing outgoing, Route route, Fetches::Head done);

}  // namespace bindings::fetch
