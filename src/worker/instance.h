#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "src/base/weak.h"
#include "src/loop/timer.h"
#include "src/worker/invocation.h"
#include "src/worker/lane_parts.h"
#include "src/worker/outcome.h"
#include "src/worker/placement.h"
#include "src/worker/spec.h"
#include "src/worker/timer_queue.h"
#include "src/worker/worker_isolate.h"

namespace worker {

// Whom an instance tells how it is. Bound to the lane.
class InstanceOwner {
 public:
  virtual ~InstanceOwner() = default;

  // The instance may take more requests: one has ended, or a long turn has.
  virtual void OnRoom() = 0;
  // Requests that were given to the instance and have not begun: they go somewhere else.
  virtual void TakeBack(std::vector<std::unique_ptr<Invocation>> invocations) = 0;
  // The worker does not start: `invocation` cannot run.
  virtual void Refuse(std::unique_ptr<Invocation> invocation, Failure failure) = 0;
};

// The place of one isolate in a lane: the invocations that run in it, its timers and its limits.
// The isolate is claimed for the first turn, and again after it was evicted or a limit has ended
// it. Bound to the lane, but for what the watchdog calls.
class Instance : private LaneHolder {
 public:
  // All references are borrowed.
  Instance(LaneParts& lane, std::shared_ptr<const Version> version, InstanceOwner& owner);
  ~Instance() override;

  // Evaluates the worker's top level now, which is otherwise done by the first turn. An error's
  // message has the exception's stack.
  absl::Status Start();
  // Runs the invocation. In a turn of its lane, never before this returns.
  void Deliver(std::unique_ptr<Invocation> invocation);
  // Evaluates the worker's top level in a turn of its lane, if it has no isolate.
  void Warm();
  // Runs what is queued: one entry into the isolate, then what it asked for. False: the lane has
  // another owner now, and nothing of it may be touched.
  bool RunTurn();
  // Gives the isolate up if it has nothing to do; whether it did.
  bool Evict();

  IsolateView view() const {
    const bool starting = claiming_ || (isolate_ != nullptr && !isolate_->started());
    return {starting || isolate_ != nullptr, starting, away_,
            invocations_.size() + deliveries_.size() - open_sockets_};
  }

 private:
  using Invocations = absl::flat_hash_map<uint32_t, std::unique_ptr<Invocation>>;

  // Puts the instance into the lane's queue of turns, if it is not there.
  void Schedule();
  bool HasWork() const;
  // Whether the worker failed to start, and is not to be tried again yet.
  bool StartFailed();
  // Asks for an isolate for the next turn, which may come later.
  void ClaimIsolate();
  void TakeIsolate(Node::Claimed claimed);
  void DropIsolate();
  void OpenInvocations();
  bool RunIsolate();
  // Has the turn run on the thread of the debuggee. The lane goes on, as if it had lost the turn.
  void RunInspected();
  // A debugger wants something. On the lane.
  void OnInspectorWork();
  // What a turn does that has no lane.
  void SendHome(absl::AnyInvocable<void()> before);
  // What the turn has left.
  void AfterTurn();
  void AfterStart();
  void TellStartFailure();
  void RefuseDeliveries();
  // The invocations whose events the turn has not begun; what else it has not is for the next turn.
  std::vector<std::unique_ptr<Invocation>> TakeUnbegun();

  void OnLong() override;
  // What the lane does then. `isolate` is the one whose turn it was.
  void OnAway();
  void OnHome(const WorkerIsolate* isolate);
  // `payer` has used `cpu_nanos` in it so far.
  void OnLost(const WorkerIsolate* isolate, uint32_t payer, int64_t cpu_nanos);

  // In instance_limits.cc.

  // A limit of the isolate has ended it, and all that is in it.
  void Condemn();
  // Ends one invocation, of which JavaScript is told in the next turn.
  void EndEarly(uint32_t id, Invocation& invocation, Failure failure);
  void EndSpent(WorkerIsolate& isolate);
  // Ends what can never go on: nothing is left in the isolate to wait for.
  void EndHung();
  void SetDeadline(uint32_t id, int64_t from_nanos, int64_t millis);
  void OnDeadline(uint32_t id);
  void ArmTimer();
  void OnTimer();

  // Carry out the outbox, in instance_commands.cc.
  void Flush();
  // Whether a command of a turn that a limit has ended is still carried out.
  bool IsLastWish(const Command& command, TurnHost& host);
  void TellLostLines(const TurnHost& host);
  void Do(SendResponse& command);
  void Do(PumpResponse& command);
  void Do(StartResponse& command);
  void Do(WriteResponse& command);
  void Do(EndResponse& command);
  void Do(AbortResponse& command);
  void Do(FailInvocation& command);
  void Do(ReadRequestBody& command);
  void Do(CancelRequestBody& command);
  void Do(ReadNativeBody& command);
  void Do(CancelNativeBody& command);
  void Do(RunOnLane& command);
  void Do(SettleInvocation& command);
  void Do(StartTimer& command);
  void Do(StopTimer& command);
  void Do(WriteLog& command);

  // In instance_sockets.cc.

  void Do(UpgradeResponse& command);
  void Do(RelayResponse& command);
  void Do(ReadSocket& command);
  void Do(SendToSocket& command);
  void Do(CloseSocket& command);
  // Its `websocket` is null when there was no answering so; the invocation has its status then.
  http::Upgraded Upgrade(uint32_t id, Invocation& invocation, http::ResponseHead head);
  void OnRelayEnd(uint32_t id);
  void OnSocketMessage(uint32_t id, http::WebSocketMessage message);
  void OnSocketEnd(uint32_t id, http::WebSocketEnd end);
  void PushEnd(uint32_t id, Invocation& invocation, http::WebSocketEnd end);
  // Reads on from sockets whose messages JavaScript has been told of.
  void ResumeSockets();
  // A limit has ended the invocation, or its isolate: closes its socket, if it has one.
  void EndSocket(Invocation& invocation, std::string_view reason);
  void SocketHasEnded(Invocation& invocation);
  // Ends what its socket has kept open, when JavaScript is done with it.
  void StopWaiting(uint32_t id, Invocation& invocation);

  // Of instance_commands.cc again.

  // Has the sinks of invocations that were not answered in their first turn tell when the client
  // goes away, and their time run out.
  void WatchUnanswered();
  void OnDisconnect(uint32_t id);
  void Fail(uint32_t id, Invocation& invocation, Failure failure);
  // Takes the body that a response is to carry, and says in `head` in which coding.
  http::Body TakePumped(const PumpResponse& command, const Invocation& invocation,
                        http::ResponseHead* head);
  void OnPumped(uint32_t id, const absl::Status& status);
  void ResponseIsDone(uint32_t id, Invocation& invocation);
  void EndIfOver(uint32_t id, Invocation& invocation);
  // The invocation leaves the lane; Take leaves its isolate as it is.
  void Remove(uint32_t id);
  std::unique_ptr<Invocation> Take(uint32_t id);
  // Counts and tells of an invocation that is over.
  void MakeReport(Invocation& invocation);

  Invocation* Find(uint32_t id) {
    auto it = invocations_.find(id);
    return it == invocations_.end() ? nullptr : it->second.get();
  }
  int64_t Now() const { return lane_.node.clock().MonotonicNanos(); }

  LaneParts& lane_;
  const std::shared_ptr<const Version> version_;
  InstanceOwner& owner_;
  Debuggee* const debuggee_;  // null: the worker is not debugged

  std::shared_ptr<WorkerIsolate> isolate_;       // null: none is needed now, or none starts
  std::list<Instance*>::iterator started_here_;  // in lane_.started, while isolate_ is set
  std::optional<Failure> start_failure_;
  int64_t start_failed_nanos_ = 0;

  uint32_t last_id_ = 0;
  Invocations invocations_;
  std::vector<std::unique_ptr<Invocation>> deliveries_;  // on their way to the next turn
  std::vector<Event> events_;                            // for the next turn
  std::vector<uint32_t> opened_;                         // invocations whose first turn this is
  // While a turn is away: invocations that have ended and that it may still look at, and those that
  // it never began.
  std::vector<std::pair<uint32_t, std::unique_ptr<Invocation>>> graveyard_;
  std::vector<uint32_t> unbegun_;
  size_t open_sockets_ = 0;             // invocations that have one
  std::vector<uint32_t> full_sockets_;  // of which enough waits for JavaScript
  bool claiming_ = false;               // an isolate is being made
  bool warming_ = false;                // the next turn starts the worker, events or none
  bool scheduled_ = false;              // in the lane's queue, or in RunTurn
  bool away_ = false;                   // a turn is on that has lost its lane
  TimerQueue timers_;
  TimerQueue deadlines_;  // by invocation
  loop::Timer loop_timer_;
  base::WeakOwner<Instance> weak_{this};
};

}  // namespace worker
