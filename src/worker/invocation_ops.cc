#include "src/worker/invocation_ops.h"

#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/strip.h"
#include "src/http/tee_body.h"
#include "src/http/whole_body.h"
#include "src/worker/invocation.h"
#include "src/worker/spec.h"

namespace worker {
namespace {

using engine::ByteString;
using engine::Call;

absl::Status Over() {
  return absl::FailedPreconditionError("The request that this belongs to is already over.");
}

Outbox& OutboxOf(Call& call) { return call.host<TurnHost>().outbox; }

// `fields`: names and values in turn, with a line feed, which neither may have, between them.
http::ResponseHead MakeHead(uint32_t status, ByteString& status_text, ByteString& fields) {
  http::ResponseHead head;
  head.status = static_cast<int>(status);
  head.reason = std::move(status_text.bytes);
  head.headers = http::HeaderList(std::move(fields.bytes));
  return head;
}

// The request's head.

absl::StatusOr<std::string> RequestMethod(Call& call, uint32_t id) {
  const Invocation* invocation = call.host<TurnHost>().Find(id);
  if (invocation == nullptr) return Over();
  return invocation->head.method;
}

absl::StatusOr<std::string> RequestUrl(Call& call, uint32_t id) {
  const Invocation* invocation = call.host<TurnHost>().Find(id);
  if (invocation == nullptr) return Over();
  return invocation->head.Url();
}

absl::StatusOr<std::vector<ByteString>> RequestHeaders(Call& call, uint32_t id) {
  const Invocation* invocation = call.host<TurnHost>().Find(id);
  if (invocation == nullptr) return Over();
  const http::HeaderList& headers = invocation->head.headers;
  std::vector<ByteString> fields;
  fields.reserve(headers.size() * 2);
  for (size_t i = 0; i < headers.size(); ++i) {
    const http::HeaderList::Field field = headers.at(i);
    fields.push_back({std::string(field.name)});
    fields.push_back({std::string(field.value)});
  }
  return fields;
}

absl::StatusOr<bool> RequestHasBody(Call& call, uint32_t id) {
  const Invocation* invocation = call.host<TurnHost>().Find(id);
  if (invocation == nullptr) return Over();
  return invocation->has_body;
}

// What another worker has called: the entrypoint, its props as JSON, and the method; no method: it
// is a request.
absl::StatusOr<std::vector<std::string>> CallOf(Call& call, uint32_t id) {
  const Invocation* invocation = call.host<TurnHost>().Find(id);
  if (invocation == nullptr || !invocation->call) return Over();
  const ServiceCall& service = *invocation->call;
  return std::vector<std::string>{service.entrypoint, service.props_json, service.method};
}

// The request's body.

// The octets of a body that has arrived; nullopt otherwise, or when they were taken before.
std::optional<base::Bytes> TakeArrived(Call& call, uint32_t id) {
  Invocation* invocation = call.host<TurnHost>().Find(id);
  if (invocation == nullptr) return std::nullopt;
  return std::exchange(invocation->arrived, std::nullopt);
}

// "UTF-8 decode" (Encoding Standard, section 6): without a byte order mark.
std::optional<std::string> TakeArrivedText(Call& call, uint32_t id) {
  const std::optional<base::Bytes> bytes = TakeArrived(call, id);
  if (!bytes) return std::nullopt;
  std::string_view text = bytes->view();
  absl::ConsumePrefix(&text, "\xef\xbb\xbf");
  return std::string(text);
}

void ReadBody(Call& call, uint32_t id, engine::Resolver<std::optional<base::Bytes>> done) {
  if (std::optional<base::Bytes> bytes = TakeArrived(call, id))
    return done.Resolve(std::move(bytes));
  OutboxOf(call).emplace_back(ReadRequestBody{id, std::move(done)});
}

void CancelBody(Call& call, uint32_t id) {
  TakeArrived(call, id);
  OutboxOf(call).emplace_back(CancelRequestBody{id});
}

// The response.

// `settles`: whether handler and waitUntil are done with it, which saves a call of `settled`.

void Send(Call& call, uint32_t id, uint32_t status, ByteString& status_text, ByteString& fields,
          base::Bytes body, bool settles) {
  OutboxOf(call).emplace_back(
      SendResponse{id, MakeHead(status, status_text, fields), std::move(body), settles});
}

void RespondEmpty(Call& call, uint32_t id, uint32_t status, ByteString status_text,
                  ByteString fields, bool settles) {
  Send(call, id, status, status_text, fields, base::Bytes(), settles);
}

void RespondText(Call& call, uint32_t id, uint32_t status, ByteString status_text,
                 ByteString fields, std::string text, bool settles) {
  Send(call, id, status, status_text, fields, base::Bytes(std::move(text)), settles);
}

void RespondBytes(Call& call, uint32_t id, uint32_t status, ByteString status_text,
                  ByteString fields, base::Bytes bytes, bool settles) {
  Send(call, id, status, status_text, fields, std::move(bytes), settles);
}

void RespondRequestBody(Call& call, uint32_t id, uint32_t status, ByteString status_text,
                        ByteString fields, uint32_t source) {
  OutboxOf(call).emplace_back(PumpResponse{id, MakeHead(status, status_text, fields), source, 0});
}

// Bodies that natives hold.

void ReadNative(Call& call, uint32_t id, uint32_t body,
                engine::Resolver<std::optional<base::Bytes>> done) {
  OutboxOf(call).emplace_back(ReadNativeBody{id, body, std::move(done)});
}

void CancelNative(Call& call, uint32_t id, uint32_t body) {
  OutboxOf(call).emplace_back(CancelNativeBody{id, body});
}

// Makes the body `copy` of the same octets as `body`, which nobody has read from.
absl::Status CloneNative(Call& call, uint32_t id, uint32_t body, uint32_t copy) {
  if (absl::Status room = call.host<TurnHost>().RequireRoom("clone()"); !room.ok()) return room;
  OutboxOf(call).emplace_back(
      RunOnLane{id, [body, copy](LaneParts&, const Version& version, Invocation& invocation) {
                  auto it = invocation.bodies.find(body);
                  if (it == invocation.bodies.end() || it->second == nullptr) return;
                  http::Body first = std::move(it->second);
                  http::Body second;
                  if (std::optional<base::Bytes> whole = first->TakeArrived()) {
                    second = std::make_unique<http::WholeBody>(*whole);
                    first = std::make_unique<http::WholeBody>(*std::move(whole));
                  } else {
                    std::tie(first, second) = http::TeeBody(std::move(first), version.clones);
                  }
                  it->second = std::move(first);
                  invocation.bodies[copy] = std::move(second);
                }});
  return absl::OkStatus();
}

void RespondNativeBody(Call& call, uint32_t id, uint32_t status, ByteString status_text,
                       ByteString fields, uint32_t body) {
  OutboxOf(call).emplace_back(PumpResponse{id, MakeHead(status, status_text, fields), id, body});
}

// `length`: of the body in octets, a whole number, if it is known.
void Start(Call& call, uint32_t id, uint32_t status, ByteString status_text, ByteString fields,
           std::optional<double> length) {
  OutboxOf(call).emplace_back(StartResponse{
      id, MakeHead(status, status_text, fields),
      length ? std::optional<uint64_t>(static_cast<uint64_t>(*length)) : std::nullopt});
}

void Write(Call& call, uint32_t id, base::Bytes piece, engine::Resolver<void> done) {
  OutboxOf(call).emplace_back(WriteResponse{id, std::move(piece), std::move(done)});
}

void End(Call& call, uint32_t id) { OutboxOf(call).emplace_back(EndResponse{id}); }

void Abort(Call& call, uint32_t id, std::string reason) {
  OutboxOf(call).emplace_back(AbortResponse{id, std::move(reason)});
}

void Fail(Call& call, uint32_t id, std::string message, std::string stack) {
  OutboxOf(call).emplace_back(FailInvocation{id, std::move(message), std::move(stack)});
}

void Settled(Call& call, uint32_t id) { OutboxOf(call).emplace_back(SettleInvocation{id}); }

void Log(Call& call, std::string level, std::string text) {
  call.host<TurnHost>().Log(call.invocation(), std::move(level), std::move(text));
}

constexpr engine::Op kOps[] = {
    engine::Bind<&RequestMethod>("requestMethod"),
    engine::Bind<&RequestUrl>("requestUrl"),
    engine::Bind<&RequestHeaders>("requestHeaders"),
    engine::Bind<&RequestHasBody>("requestHasBody"),
    engine::Bind<&CallOf>("callOf"),
    engine::Bind<&TakeArrived>("takeRequestBody"),
    engine::Bind<&TakeArrivedText>("takeRequestText"),
    engine::Bind<&ReadBody>("readRequestBody"),
    engine::Bind<&CancelBody>("cancelRequestBody"),
    engine::Bind<&RespondEmpty>("respondEmpty"),
    engine::Bind<&RespondText>("respondText"),
    engine::Bind<&RespondBytes>("respondBytes"),
    engine::Bind<&RespondRequestBody>("respondRequestBody"),
    engine::Bind<&ReadNative>("readNativeBody"),
    engine::Bind<&CancelNative>("cancelNativeBody"),
    engine::Bind<&CloneNative>("cloneNativeBody"),
    engine::Bind<&RespondNativeBody>("respondNativeBody"),
    engine::Bind<&Start>("startResponse"),
    engine::Bind<&Write>("writeResponse"),
    engine::Bind<&End>("endResponse"),
    engine::Bind<&Abort>("abortResponse"),
    engine::Bind<&Fail>("fail"),
    engine::Bind<&Settled>("settled"),
    engine::Bind<&Log>("log"),
};

}  // namespace

constinit const engine::Module kInvocationModule = {"native:invocation", kOps};

}  // namespace worker
