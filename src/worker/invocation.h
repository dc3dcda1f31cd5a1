#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "src/base/task_pool.h"
#include "src/engine/budget.h"
#include "src/http/body.h"
#include "src/http/responder.h"
#include "src/http/websocket_relay.h"
#include "src/worker/capability.h"
#include "src/worker/native_body.h"
#include "src/worker/off_lane.h"
#include "src/worker/outbox.h"
#include "src/worker/outcome.h"
#include "src/worker/scheduled.h"
#include "src/worker/service.h"
#include "src/worker/socket_inbox.h"

namespace cache {
class Store;
}

namespace worker {

// One request, or one scheduled event, in one worker, from its delivery to its last waitUntil.
// Bound to the lane, but for what the turn of its isolate reads (head, has_body), takes (arrived,
// inbox) and charges (budget, subrequests).
struct Invocation {
  enum class Response { kNone, kStarted, kDone };

  // `number` tells it from all other requests: see RequestIdText.
  Invocation(http::Request&& request, http::Responder&& responder, uint64_t number,
             int64_t now_nanos, const Limits& limits)
      : head(std::move(request.head)),
        has_body(request.body != nullptr),
        body(std::move(request.body)),
        arrived(body == nullptr ? std::nullopt : body->TakeArrived()),
        sink(responder.Release()),
        number(number),
        max_subrequests(limits.subrequests),
        budget(limits.cpu_millis * 1'000'000),
        began_nanos(now_nanos) {}

  // Of a scheduled event: there is nothing to answer.
  Invocation(ScheduledEvent&& event, ScheduledDone done, uint64_t number, int64_t now_nanos,
             const Limits& limits)
      : head(HeadOf(event)),
        has_body(false),
        response(Response::kDone),
        number(number),
        max_subrequests(limits.subrequests),
        budget(event.cpu_millis * 1'000'000),
        began_nanos(now_nanos),
        on_begun(std::move(event.on_begun)),
        scheduled(std::move(event)),
        on_scheduled(std::move(done)) {}

  const http::RequestHead head;
  const bool has_body;
  // Null: none, given away, or cancelled.
  http::Body body;
  bool body_ended = false;
  // The whole body, where it had arrived before the event was delivered: what JavaScript reads
  // within the turn. `body` has then no more to give.
  std::optional<base::Bytes> arrived;
  // Why the request's body broke off; OK while it did not.
  absl::Status body_status;

  // Null: given away, or answered.
  std::unique_ptr<http::ResponseSink> sink;
  Response response = Response::kNone;
  int status = 0;  // of the response that was started
  // What the request has become, when it was answered with 101, and whether it has not ended.
  std::unique_ptr<http::WebSocket> socket;
  bool socket_open = false;
  // The same, where a server's WebSocket has the other end instead of JavaScript.
  std::unique_ptr<http::WebSocketRelay> relay;
  // What came from it. Null: the request was not answered so.
  std::unique_ptr<SocketInbox> inbox;
  // Breaks off the response's body, where natives pump one that may last; and the number of that
  // body, 0 for none of `bodies`.
  std::shared_ptr<BodyBreak> pumped;
  uint32_t pumped_body = 0;
  bool disconnected = false;  // whether the client went away before the response was complete
  bool settled = false;       // handler and waitUntil
  bool ending = false;        // a limit has ended it; JavaScript is to be told
  const uint64_t number;
  Outcome outcome = Outcome::kOk;
  Limit limit = Limit::kNone;     // the one that ended it, if one did
  std::optional<StartKind> cold;  // whether its isolate was started for it

  uint32_t kv_operations = 0;  // that it has asked for
  // Bodies that natives hold for JavaScript, by numbers that it gave them. Null: ended, or given
  // away.
  absl::flat_hash_map<uint32_t, http::Body> bodies;
  // What bindings keep, by an address that stands for the binding.
  absl::flat_hash_map<const void*, std::unique_ptr<LaneResource>> resources;
  // Requests that it has made. Counted in its turns.
  int subrequests = 0;
  const int max_subrequests;

  engine::Budget budget;
  // What it has run on other threads, where that is something: see off_lane.h.
  std::unique_ptr<OffLane> off_lane;
  int64_t lost_cpu_nanos = 0;  // used in a turn that was given up
  int64_t paused_nanos = 0;    // Node::PausedNanos(), as its deadline takes it into account
  const int64_t began_nanos;
  int64_t done_nanos = 0;  // when the response was complete

  // Of a call by another worker alone. Not changed once the event was delivered.
  std::optional<ServiceCall> call;

  // Of a scheduled event alone.
  absl::AnyInvocable<void()> on_begun;
  std::atomic<int64_t> begun_nanos = 0;  // when its handler was called
  const std::optional<ScheduledEvent> scheduled;
  bool no_retry = false;
  ScheduledDone on_scheduled;

 private:
  // How a report calls it.
  static http::RequestHead HeadOf(const ScheduledEvent& event) {
    http::RequestHead head;
    head.method = "SCHEDULED";
    head.target = event.cron;
    return head;
  }
};

// What ops find in the isolate they run in: its open invocations by their numbers, the clock of
// the turn, and the outbox. Belongs to whoever has entered the isolate.
struct TurnHost {
  // What one turn may leave in the outbox, which no limit of the isolate sees: commands that
  // JavaScript can give again and again, and log lines with their octets.
  static constexpr size_t kMaxCommands = 100'000;
  static constexpr size_t kMaxLines = 50'000;
  static constexpr size_t kMaxLineBytes = size_t{16} << 20;

  absl::flat_hash_map<uint32_t, Invocation*> invocations;
  Outbox outbox;
  size_t sent_bytes = 0;  // that WebSockets are given by what is in the outbox
  size_t lines = 0;       // WriteLogs in the outbox, and their octets
  size_t line_bytes = 0;
  size_t lost_lines = 0;     // for which there was no room
  uint64_t lost_number = 0;  // of the invocation that wrote the first of them; 0: of none
  // What the worker was granted; null: nothing. Borrowed.
  const Grants* grants = nullptr;
  // Whether the worker has crons, and no handler for their events.
  bool has_crons = false;
  bool lacks_scheduled = false;
  // Where ops have long work done; null: nowhere but in the turn. Borrowed.
  base::TaskPool* task_pool = nullptr;
  // The node's cache, null: there is none; and the worker's name, whose part of it this is.
  // Borrowed.
  cache::Store* cache = nullptr;
  std::string_view worker;
  // Milliseconds since the epoch at which performance.now() began to count, and since then.
  double time_origin_millis = 0;
  double now_millis = 0;

  // Writes the line down, or counts that it is lost.
  void Log(uint32_t id, std::string level, std::string text) {
    if (lines >= kMaxLines || line_bytes + text.size() > kMaxLineBytes) return Lose(id);
    ++lines;
    line_bytes += text.size();
    outbox.emplace_back(WriteLog{id, std::move(level), std::move(text)});
  }
  void Lose(uint32_t id) {
    const Invocation* invocation = Find(id);
    if (lost_lines++ == 0) lost_number = invocation != nullptr ? invocation->number : 0;
  }
  // Fails where `what`, something of many that JavaScript asks of the lane, has no room.
  absl::Status RequireRoom(std::string_view what) const {
    if (outbox.size() < kMaxCommands) return absl::OkStatus();
    return absl::ResourceExhaustedError(
        absl::StrCat(what, ": more than ", kMaxCommands,
                     " operations at a time; do less before waiting for something."));
  }
  // Forgets what was counted of an outbox that is empty again.
  void ForgetCounts() { sent_bytes = lines = line_bytes = lost_lines = lost_number = 0; }

  Invocation* Find(uint32_t id) {
    auto it = invocations.find(id);
    return it == invocations.end() ? nullptr : it->second;
  }
  // The capability of the binding at `place` of the worker's list. Null: it was not granted, or is
  // none of that class.
  template <class T>
  T* Grant(uint32_t place) const {
    if (grants == nullptr || place >= grants->size()) return nullptr;
    return dynamic_cast<T*>((*grants)[place].get());
  }
};

}  // namespace worker
