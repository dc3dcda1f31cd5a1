#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "src/base/clock.h"
#include "src/base/thread_bound.h"
#include "src/base/weak.h"
#include "src/engine/isolate.h"
#include "src/engine/turn.h"
#include "src/http/responder.h"
#include "src/loop/loop.h"
#include "src/loop/timer.h"
#include "src/worker/invocation.h"
#include "src/worker/outcome.h"
#include "src/worker/spec.h"
#include "src/worker/timer_queue.h"
#include "src/worker/turn_queue.h"

namespace worker {

// One isolate with one version of one worker, and the invocations that run in it. Bound to the
// lane; destroying it drops what is under way.
class Instance : private base::ThreadBound {
 public:
  // All references are borrowed.
  Instance(const engine::Snapshot& snapshot, const base::Clock& clock, Observer& observer,
           loop::Loop& loop, TurnQueue& turns, std::shared_ptr<const Version> version);
  ~Instance();

  // Makes the isolate and evaluates the worker's top level; called by the first turn if nobody
  // has. An error's message has the exception's stack.
  absl::Status Start();

  // Queues a fetch event. It runs in a turn of its lane, never before this returns.
  void Deliver(http::Request&& request, http::Responder&& responder);

  // Runs what is queued: one entry into the isolate, then what it asked for.
  void RunTurn();

 private:
  struct Event {
    engine::EntryPoint entry;
    uint32_t id;  // of the invocation
    uint32_t argument;
  };

  // Puts the instance into the lane's queue of turns, if it is not there.
  void Schedule();
  void ScheduleFromAnyThread();  // any thread
  bool HasWork() const;
  void OpenInvocations();
  void RefuseDeliveries();
  void RunEvents();
  void RunEvent(engine::Turn& turn, const Event& event);
  void TakeRejections(engine::Turn& turn, uint32_t id);

  // Carry out the outbox, in instance_commands.cc.
  void Flush();
  void Do(SendResponse& command);
  void Do(PumpResponse& command);
  void Do(StartResponse& command);
  void Do(WriteResponse& command);
  void Do(EndResponse& command);
  void Do(AbortResponse& command);
  void Do(FailInvocation& command);
  void Do(ReadRequestBody& command);
  void Do(CancelRequestBody& command);
  void Do(SettleInvocation& command);
  void Do(StartTimer& command);
  void Do(StopTimer& command);
  void Do(WriteLog& command);

  // Has the sinks of invocations that were not answered in their first turn tell when the client
  // goes away.
  void WatchUnanswered();
  void OnDisconnect(uint32_t id);
  void Fail(uint32_t id, Invocation& invocation, Outcome outcome, std::string message,
            std::string stack);
  void OnPumped(uint32_t id, const absl::Status& status);
  void ResponseIsDone(uint32_t id, Invocation& invocation);
  void EndIfOver(uint32_t id, Invocation& invocation);
  void MakeReport(uint32_t id, const Invocation& invocation);
  // Ends what can never go on: nothing is left in the isolate to wait for.
  void EndHung();

  void ArmTimer();
  void OnTimer();

  uint64_t RequestNumber(uint32_t id) const;
  std::string RequestId(uint32_t id) const;

  const engine::Snapshot& snapshot_;
  const base::Clock& clock_;
  Observer& observer_;
  loop::Loop& loop_;
  TurnQueue& turns_;
  const std::shared_ptr<const Version> version_;
  const std::thread::id owner_ = std::this_thread::get_id();

  std::unique_ptr<engine::Isolate> isolate_;  // null before Start, and when it failed
  std::optional<engine::Exception> start_exception_;
  engine::EntryPoint dispatch_fetch_{};
  engine::EntryPoint dispatch_timer_{};
  engine::EntryPoint dispatch_disconnect_{};
  engine::EntryPoint forget_{};
  engine::Budget own_budget_;  // what no invocation pays for
  const int64_t origin_nanos_;
  const uint64_t request_id_seed_;

  TurnHost host_;
  std::vector<std::unique_ptr<Invocation>> deliveries_;  // on their way to the next turn
  std::vector<Event> events_;
  std::vector<uint32_t> opened_;  // invocations whose first turn this is
  bool scheduled_ = false;        // in the lane's queue, or in RunTurn
  TimerQueue timers_;
  loop::Timer loop_timer_;
  base::WeakOwner<Instance> weak_{this};
};

}  // namespace worker
