#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "src/engine/isolate.h"
#include "src/engine/turn.h"
#include "src/worker/crew.h"
#include "src/worker/invocation.h"
#include "src/worker/node.h"
#include "src/worker/spec.h"

namespace worker {

// What a turn is to tell JavaScript.
struct Event {
  enum class Kind : uint8_t {
    kFetch,          // a request has arrived
    kTimer,          // `argument`: the timer that is due
    kDisconnect,     // the client has gone
    kForget,         // the invocation was ended
    kSocketMessage,  // its WebSocket has brought a message
    kSocketEnd,      // and has ended
    kScheduled,      // a time has come
    kCall,           // another worker asks
  };
  Kind kind;
  uint32_t id;  // of the invocation
  uint32_t argument;
};

// Who holds the lane that a turn may lose.
class LaneHolder {
 public:
  virtual ~LaneHolder() = default;
  // The turn is long: the lane is to be given away, and WorkerIsolate::SendHome called. On the
  // watchdog's thread, while the lane's owner is in the turn.
  virtual void OnLong() = 0;
};

// An isolate that runs one version of a worker: what a turn needs, and what it leaves. It belongs
// to the lane between turns, and to the turn's thread while one is on; a turn that has gone astray
// keeps it alive by itself. Methods are for whoever it belongs to, unless they say otherwise.
class WorkerIsolate : public std::enable_shared_from_this<WorkerIsolate>,
                      private engine::TurnListener {
 public:
  // `claimed` came from `node`, which is borrowed. `debuggee`: the worker, where it may be
  // debugged.
  WorkerIsolate(Node& node, std::shared_ptr<const Version> version, Node::Claimed claimed,
                Debuggee* debuggee = nullptr);
  // Gives the isolate up.
  ~WorkerIsolate() override;

  // The next turn's events. They are gone after the turn; those that it did not come to are to be
  // had from TakeUnbegun.
  std::vector<Event>& events() { return events_; }
  TurnHost& host() { return host_; }
  engine::Isolate& isolate() { return *isolate_; }

  // Runs a turn on the calling thread: the worker's top level first, if it has not run, then what
  // natives have completed, then the events. Whether it has kept its lane; if not, it has gone
  // home by what SendHome was given, and nothing of the lane may be touched. `hand` may be null:
  // then nobody watches. `holder` may be null: then there is no lane to lose.
  bool Run(Hand* hand, LaneHolder* holder);

  // The same of an isolate that is inspected, on the thread for that. `goes_home`: SendHome was
  // called, and the turn ends as one that is astray.
  void RunInspected(Hand& hand, bool goes_home);

  // What an astray turn does. Each gets the isolate.
  using ComeHome = absl::AnyInvocable<void(std::shared_ptr<WorkerIsolate>)>;
  using GiveUp =
      absl::AnyInvocable<void(std::shared_ptr<WorkerIsolate>, uint32_t payer, int64_t cpu_nanos)>;
  // The turn that is on has lost its lane: `come_home` is called on its thread when it is over,
  // and `give_up` on the watchdog's if it was told to end and does not, or never can, with the
  // invocation that pays and what it has used. Called by OnLong.
  void SendHome(ComeHome come_home, GiveUp give_up);
  // Has work that comes up outside of turns reported: `callback` is called on any thread.
  void OnWork(absl::AnyInvocable<void()> callback);
  // A limit has ended it while a turn is on. On the lane.
  void Condemn();
  // Keeps `what` for as long as the turn that is on may look at it. On the lane.
  void KeepWithTurn(std::shared_ptr<void> what) { kept_.push_back(std::move(what)); }
  // The events that the turn has not begun and now will not begin. // any thread
  std::vector<Event> TakeUnbegun();

  // After a turn: whether it has not come to an event, which is one of events().
  bool IsUnbegun(const Event& event) const {
    return static_cast<size_t>(&event - events_.data()) >=
           next_event_.load(std::memory_order_relaxed);
  }
  // After a turn: whether the top level has run, and how it failed if it did; how long the start
  // took from the claim, and how.
  bool started() const { return started_.load(std::memory_order_relaxed); }
  const std::optional<engine::Exception>& start_exception() const { return start_exception_; }
  // Whether debuggers have to do with the isolate (engine::Isolate::IsInspected), and whether it
  // needs a turn for them. Between turns.
  bool IsInspected() const { return isolate_->IsInspected(); }
  bool HasInspectorWork() const { return isolate_->HasInspectorWork(); }
  StartKind start_kind() const { return start_kind_; }
  int64_t start_nanos() const { return start_nanos_; }
  // True once, after the turn that ran the top level.
  bool TakeStarted() { return std::exchange(just_started_, false); }
  // Whether the worker has crons, and its top level has left no handler for them.
  bool lacks_scheduled() const { return host_.lacks_scheduled; }
  // Invocations that have spent their budgets in the last turn, though it was not terminated.
  std::vector<uint32_t>& spent() { return spent_; }
  // Whether another isolate should take its place when it is idle.
  bool IsWorn() const { return isolate_->IsWorn(); }
  // Whether an isolate's limit has ended it. // any thread
  engine::Termination termination() const { return isolate_->termination(); }

 private:
  // engine::TurnListener
  void OnLong() override { holder_->OnLong(); }
  void OnUnresponsive(int64_t cpu_nanos) override {
    give_up_(shared_from_this(), payer_id_.load(std::memory_order_relaxed), cpu_nanos);
  }
  void OnParked(engine::Parked why) override;

  // Brings the node's gauge of heaps up to date; `bytes`: what this one takes.
  void CountBytes(size_t bytes);
  // Whether the isolate was left to the thread of the debuggee.
  bool DisposeInspected();
  void Start(engine::Turn& turn);
  void RunEvents(engine::Turn& turn, engine::Budget& own);
  void RunEvent(engine::Turn& turn, const Event& event);
  void Pay(engine::Turn& turn, engine::Budget& own, Invocation* payer, uint32_t id);
  void TellRejections(engine::Turn& turn, engine::Budget& own);

  Node& node_;
  const std::shared_ptr<const Version> version_;
  const int64_t origin_nanos_;
  std::unique_ptr<engine::Isolate> isolate_;
  const StartKind start_kind_;
  const int64_t asked_nanos_;
  int64_t start_nanos_ = 0;
  std::atomic<bool> started_ = false;
  bool just_started_ = false;
  std::optional<engine::Exception> start_exception_;
  engine::EntryPoint entries_[8] = {};  // by Event::Kind

  TurnHost host_;
  std::vector<Event> events_;
  std::atomic<size_t> next_event_ = 0;
  uint32_t last_event_id_ = 0;
  std::vector<uint32_t> spent_;
  Invocation* payer_ = nullptr;
  std::atomic<uint32_t> payer_id_ = 0;  // which the watchdog may ask for
  Hand* hand_ = nullptr;
  LaneHolder* holder_ = nullptr;
  ComeHome come_home_;
  GiveUp give_up_;
  std::shared_ptr<WorkerIsolate> self_;  // while astray
  size_t counted_bytes_ = 0;             // in the node's gauge
  bool condemned_ = false;
  Debuggee* const debuggee_;
  bool inspects_ = false;  // whether the turn that is on is for debuggers, too
  std::vector<std::shared_ptr<void>> kept_;
  // The thread that is in a turn; outlives the isolate with whoever reports work.
  const std::shared_ptr<std::atomic<const void*>> inside_ =
      std::make_shared<std::atomic<const void*>>(nullptr);
};

}  // namespace worker
