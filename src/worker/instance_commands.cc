// What an instance does for its JavaScript when a turn is over.

#include <utility>
#include <variant>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "src/worker/instance.h"

namespace worker {
namespace {

using Response = Invocation::Response;

// How many commands an outbox keeps memory for between turns.
constexpr size_t kMaxKeptCommands = 1'000;
// How many lines are written of a turn that a limit has ended.
constexpr size_t kMaxLastLines = 200;

absl::Status Over() {
  return absl::FailedPreconditionError("The request that this belongs to is already over.");
}

// Whether a request failed by its own fault: its body was too large, or malformed.
bool IsClientsFault(const absl::Status& body_status) {
  return absl::IsResourceExhausted(body_status) || absl::IsInvalidArgument(body_status);
}

// Whether a client that has sent `headers` takes a body in `coding` (RFC 9110, section 12.5.3):
// only where it names it without conditions.
bool AcceptsCoding(const http::HeaderList& headers, std::string_view coding) {
  const std::optional<std::string_view> accepted = headers.Get("accept-encoding");
  if (!accepted) return false;
  for (std::string_view one : absl::StrSplit(*accepted, ',')) {
    if (absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(one), coding)) return true;
  }
  return false;
}

http::ResponseHead BodyErrorPage(const absl::Status& body_status, std::string* body) {
  http::ResponseHead head;
  head.status = absl::IsResourceExhausted(body_status) ? 413 : 400;
  head.headers.Add("content-type", "text/plain;charset=UTF-8");
  *body = absl::StrCat(http::ReasonPhrase(head.status), ": ", body_status.message(), "\n");
  return head;
}

}  // namespace

void Instance::Flush() {
  TurnHost& host = isolate_->host();
  const bool ended = isolate_->termination() != engine::Termination::kNone;
  Outbox commands = std::exchange(host.outbox, {});
  host.lines = 0;
  for (Command& command : commands) {
    if (ended && !IsLastWish(command, host)) continue;
    std::visit([this](auto& one) { Do(one); }, command);
  }
  if (host.lost_lines > 0) TellLostLines(host);
  host.ForgetCounts();
  // Keeps its memory for the next turn, where that is little.
  commands.clear();
  if (commands.capacity() <= kMaxKeptCommands) host.outbox = std::move(commands);
}

bool Instance::IsLastWish(const Command& command, TurnHost& host) {
  if (const auto* line = std::get_if<WriteLog>(&command)) {
    if (host.lines++ < kMaxLastLines) return true;
    host.Lose(line->id);
    return false;
  }
  return !std::holds_alternative<StartTimer>(command) &&
         !std::holds_alternative<StopTimer>(command);
}

void Instance::TellLostLines(const TurnHost& host) {
  const std::string request_id = host.lost_number != 0 ? RequestIdText(host.lost_number) : "";
  lane_.node.observer().OnLog(
      {version_->spec.name, request_id, "warn",
       absl::StrCat("Lines that were logged and not written, because there were too many at a "
                    "time: ",
                    host.lost_lines)});
}

void Instance::Do(SendResponse& command) {
  Invocation* invocation = Find(command.id);
  if (invocation == nullptr || invocation->response != Response::kNone) return;
  invocation->status = command.head.status;
  invocation->settled = command.settles;
  invocation->sink->Send(std::move(command.head), std::move(command.body));
  ResponseIsDone(command.id, *invocation);
}

http::Body Instance::TakePumped(const PumpResponse& command, const Invocation& invocation,
                                http::ResponseHead* head) {
  Invocation* source = Find(command.source);
  if (source == nullptr) return nullptr;
  if (command.body == 0) return std::move(source->body);
  auto it = source->bodies.find(command.body);
  if (it == source->bodies.end() || it->second == nullptr) return nullptr;
  http::Body body = std::move(it->second);
  // A client that takes the octets as they came spares two ends the work.
  const std::string coding(body->coding());
  if (coding.empty() || !AcceptsCoding(invocation.head.headers, coding)) return body;
  head->headers.Add("content-encoding", coding);
  return body->TakeEncoded();
}

void Instance::Do(PumpResponse& command) {
  Invocation* invocation = Find(command.id);
  Invocation* source = Find(command.source);
  if (invocation == nullptr || invocation->response != Response::kNone) return;
  std::optional<base::Bytes> whole;
  if (command.body == 0 && source != nullptr) {
    whole = std::exchange(source->arrived, std::nullopt);
  }
  http::Body body = whole ? nullptr : TakePumped(command, *invocation, &command.head);
  if (!whole && body != nullptr) whole = body->TakeArrived();
  if (whole || body == nullptr) {
    SendResponse at_once = {command.id, std::move(command.head),
                            whole ? *std::move(whole) : base::Bytes(), false};
    return Do(at_once);
  }
  invocation->response = Response::kStarted;
  invocation->status = command.head.status;
  invocation->sink->Start(std::move(command.head), body->length());
  invocation->pumped = std::make_shared<BodyBreak>();
  invocation->pumped_body = command.body;
  body = BodyBreak::Wrap(std::move(body), invocation->pumped);
  invocation->sink->OnDisconnect([weak = weak_.Get(), id = command.id] {
    if (weak) weak->OnDisconnect(id);
  });
  http::Pump(std::move(body), std::move(invocation->sink),
             [weak = weak_.Get(), id = command.id](absl::Status status) {
               if (weak) weak->OnPumped(id, status);
             });
}

void Instance::OnPumped(uint32_t id, const absl::Status& status) {
  Invocation* invocation = Find(id);
  if (invocation == nullptr) return;
  if (!status.ok() && !invocation->ending) {
    invocation->outcome = Outcome::kResponseStreamDisconnected;
  }
  invocation->pumped = nullptr;
  ResponseIsDone(id, *invocation);
}

void Instance::Do(StartResponse& command) {
  Invocation* invocation = Find(command.id);
  if (invocation == nullptr || invocation->response != Response::kNone) return;
  invocation->response = Response::kStarted;
  invocation->status = command.head.status;
  invocation->sink->Start(std::move(command.head), command.length);
}

void Instance::Do(WriteResponse& command) {
  Invocation* invocation = Find(command.id);
  if (invocation == nullptr || invocation->sink == nullptr) return command.done.Reject(Over());
  if (command.piece.empty()) return command.done.Resolve();
  invocation->sink->Write(std::move(command.piece),
                          [done = std::move(command.done)](absl::Status status) mutable {
                            status.ok() ? done.Resolve() : done.Reject(std::move(status));
                          });
}

void Instance::Do(EndResponse& command) {
  Invocation* invocation = Find(command.id);
  if (invocation == nullptr || invocation->sink == nullptr) return;
  invocation->sink->End();
  ResponseIsDone(command.id, *invocation);
}

void Instance::Do(AbortResponse& command) {
  Invocation* invocation = Find(command.id);
  if (invocation == nullptr || invocation->sink == nullptr) return;
  if (invocation->disconnected || absl::IsAborted(invocation->body_status)) {
    invocation->sink->Abort();
    return ResponseIsDone(command.id, *invocation);
  }
  Fail(command.id, *invocation, {Outcome::kException, std::move(command.reason), "", ""});
}

void Instance::Do(FailInvocation& command) {
  Invocation* invocation = Find(command.id);
  if (invocation == nullptr) return;
  Fail(command.id, *invocation,
       {Outcome::kException, std::move(command.message), std::move(command.stack), ""});
}

void Instance::Fail(uint32_t id, Invocation& invocation, Failure failure) {
  failure.request_id = RequestIdText(invocation.number);
  const bool answerable = invocation.response == Response::kNone;
  const bool limited = failure.limit != Limit::kNone;
  if (answerable && !limited && IsClientsFault(invocation.body_status)) {
    std::string body;
    http::ResponseHead head = BodyErrorPage(invocation.body_status, &body);
    invocation.status = head.status;
    invocation.outcome = Outcome::kCanceled;
    invocation.sink->Send(std::move(head), base::Bytes(std::move(body)));
    return ResponseIsDone(id, invocation);
  }
  // A handler that fails because its client has gone is not worth a line in the log.
  if (limited || (!invocation.disconnected && !absl::IsAborted(invocation.body_status))) {
    invocation.outcome = failure.outcome;
    invocation.limit = failure.limit;
    lane_.node.observer().OnFailure(version_->spec.name, failure);
  } else if (invocation.outcome == Outcome::kOk) {
    invocation.outcome = Outcome::kCanceled;
  }
  if (answerable) {
    std::string body;
    http::ResponseHead head = lane_.node.observer().FailurePage(failure, invocation.head, &body);
    invocation.status = head.status;
    invocation.sink->Send(std::move(head), base::Bytes(std::move(body)));
    ResponseIsDone(id, invocation);
  } else if (invocation.sink != nullptr) {
    invocation.sink->Abort();
    ResponseIsDone(id, invocation);
  }
}

void Instance::Do(ReadRequestBody& command) {
  Invocation* invocation = Find(command.id);
  if (invocation == nullptr) return command.done.Reject(Over());
  if (!invocation->body_status.ok()) return command.done.Reject(invocation->body_status);
  if (invocation->body == nullptr || invocation->body_ended) {
    return command.done.Resolve(std::nullopt);
  }
  // The body belongs to the invocation and forgets the callback when it goes.
  invocation->body->Read([invocation, done = std::move(command.done)](
                             absl::StatusOr<std::optional<base::Bytes>> chunk) mutable {
    if (!chunk.ok()) {
      invocation->body_status = chunk.status();
      return done.Reject(chunk.status());
    }
    invocation->body_ended = !chunk->has_value();
    done.Resolve(*std::move(chunk));
  });
}

void Instance::Do(CancelRequestBody& command) {
  Invocation* invocation = Find(command.id);
  if (invocation != nullptr) invocation->body = nullptr;
}

void Instance::Do(ReadNativeBody& command) {
  Invocation* invocation = Find(command.id);
  if (invocation == nullptr) return command.done.Reject(Over());
  auto it = invocation->bodies.find(command.body);
  if (it == invocation->bodies.end() || it->second == nullptr) {
    return command.done.Resolve(std::nullopt);
  }
  // The body belongs to the invocation and forgets the callback when it goes.
  it->second->Read(
      [done = std::move(command.done)](absl::StatusOr<std::optional<base::Bytes>> chunk) mutable {
        chunk.ok() ? done.Resolve(*std::move(chunk)) : done.Reject(chunk.status());
      });
}

void Instance::Do(CancelNativeBody& command) {
  Invocation* invocation = Find(command.id);
  if (invocation == nullptr) return;
  invocation->bodies.erase(command.body);
  if (invocation->pumped == nullptr || invocation->pumped_body != command.body) return;
  const std::shared_ptr<BodyBreak> pumped = invocation->pumped;
  pumped->Break(absl::CancelledError("the body was cancelled"));
}

void Instance::Do(RunOnLane& command) {
  Invocation* invocation = Find(command.id);
  if (invocation != nullptr && !invocation->ending) command.run(lane_, *version_, *invocation);
}

void Instance::Do(SettleInvocation& command) {
  Invocation* invocation = Find(command.id);
  if (invocation == nullptr) return;
  if (invocation->response == Response::kNone) {
    Fail(command.id, *invocation,
         {Outcome::kInternalError, "The invocation ended without an answer.", "", ""});
  }
  invocation->settled = true;
  EndIfOver(command.id, *invocation);
}

void Instance::Do(StartTimer& command) {
  if (Find(command.id) == nullptr) return;
  const auto delay = static_cast<int64_t>(command.delay_millis * 1e6);
  timers_.Start(command.id, command.timer, Now() + delay);
  ArmTimer();
}

void Instance::Do(StopTimer& command) {
  timers_.Stop(command.timer);
  ArmTimer();
}

void Instance::Do(WriteLog& command) {
  const Invocation* invocation = Find(command.id);
  const std::string request_id =
      invocation != nullptr ? RequestIdText(invocation->number) : std::string();
  lane_.node.observer().OnLog({version_->spec.name, request_id, command.level, command.text});
}

void Instance::ResponseIsDone(uint32_t id, Invocation& invocation) {
  invocation.response = Response::kDone;
  invocation.sink = nullptr;
  invocation.done_nanos = Now();
  if (!invocation.settled && !invocation.ending) {
    SetDeadline(id, invocation.done_nanos, version_->spec.limits.wait_until_millis);
  }
  EndIfOver(id, invocation);
}

void Instance::EndIfOver(uint32_t id, Invocation& invocation) {
  if (!invocation.settled || invocation.response != Response::kDone) return;
  if (invocation.socket_open) return;
  MakeReport(invocation);
  Remove(id);
}

void Instance::MakeReport(Invocation& invocation) {
  if (invocation.scheduled) invocation.done_nanos = Now();
  Report report;
  report.worker = version_->spec.name;
  report.version = version_->id;
  report.request = invocation.number;
  if (invocation.call) report.caller = invocation.call->caller;
  report.method = invocation.head.method;
  report.target = invocation.head.target;
  report.status = invocation.status;
  report.outcome = invocation.outcome;
  report.limit = invocation.limit;
  report.wall_nanos = invocation.done_nanos - invocation.began_nanos;
  report.cpu_nanos = invocation.budget.used_nanos() + invocation.lost_cpu_nanos;
  report.cold = invocation.cold;
  report.subrequests = invocation.subrequests;
  report.kv_operations = invocation.kv_operations;
  version_->meter->Count(report);
  const Observer& observer = lane_.node.observer();
  if (observer.WantsReport(report.outcome)) lane_.node.observer().OnReport(report);
  if (invocation.on_scheduled == nullptr) return;
  std::exchange(invocation.on_scheduled,
                nullptr)({invocation.outcome, invocation.no_retry, invocation.number,
                          invocation.begun_nanos.load(std::memory_order_relaxed), report.wall_nanos,
                          report.cpu_nanos});
}

}  // namespace worker
