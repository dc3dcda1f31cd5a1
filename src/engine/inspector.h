#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/synchronization/mutex.h"

namespace engine {

class IsolateImpl;

// For how long debuggers have kept workers from going on: limits of time do not count that. Any
// thread.
class PauseClock {
 public:
  // A worker waits for its debuggers, from Begin to End. Several may do at once.
  void Begin();
  void End();
  // Nanoseconds in which at least one has waited, until now.
  int64_t PausedNanos() const;

 private:
  mutable absl::Mutex mutex_;
  int waiting_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t since_nanos_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t total_nanos_ ABSL_GUARDED_BY(mutex_) = 0;
};

// A worker as its debuggers see it, whichever isolate runs it: their sessions, and what they ask
// for in the DevTools protocol (V8's domains: Runtime, Debugger, Profiler, HeapProfiler, Console).
// A session outlives isolates: the next one is given its state, such as breakpoints. Any thread.
//
// V8's inspector is made in an isolate, and what was asked for is done, in turns of it that call
// Turn::Inspect; while JavaScript runs that was inspected before, in the middle of it; and while it
// is paused, on its thread, which waits in the turn. All of them must run on one thread: V8 keeps
// what steps are under way for the thread.
class Inspector {
 public:
  // Takes what a session is told, a message of the protocol in JSON. Called on the thread of the
  // worker's turns; it may wait, and the turn does with it.
  using Send = std::function<void(std::string message)>;
  // The URL under which debuggers know the script of that name; empty: its name.
  using UrlOf = std::function<std::string(std::string_view name)>;

  // `clock` is borrowed.
  Inspector(std::string worker, PauseClock& clock) : worker_(std::move(worker)), clock_(clock) {}
  Inspector(const Inspector&) = delete;

  const std::string& worker() const { return worker_; }

  // A debugger comes; the number of its session.
  uint32_t Connect(Send send);
  // It sends a message. One of a session that is over is dropped.
  void Dispatch(uint32_t session, std::string message);
  // It has gone. A worker that was paused for it alone goes on.
  void Disconnect(uint32_t session);
  // What scripts are called from now on.
  void SetUrls(UrlOf url_of);
  // Nothing pauses any more: the process is about to end.
  void Quit();

  // Whether there are sessions.
  bool attached() const { return attached_.load(std::memory_order_acquire); }
  // Whether the worker waits for a debugger in the middle of its code.
  bool paused() const { return paused_.load(std::memory_order_acquire); }

  // `callback` is called, on any thread and under a lock, when there is something to do for which a
  // turn of the worker is needed; null: no more. Of several owners, the one that came last is told.
  void OnWork(const void* owner, absl::AnyInvocable<void()> callback);

  // For this room: what isolates do.

  struct Message {
    uint32_t session = 0;
    std::string text;
  };
  struct Session {
    uint32_t id = 0;
    std::shared_ptr<const Send> send;
    std::vector<uint8_t> state;  // V8's, as it was after the last message
  };

  // The sessions are this isolate's from now on. `instead`: also if they are another one's, which
  // goes on without them.
  void Attach(IsolateImpl& isolate, bool instead);
  // It goes.
  void Detach(IsolateImpl& isolate);
  // Whether there are sessions for the isolate: it has them, or nobody has.
  bool IsFor(const IsolateImpl& isolate) const;
  // Whether there is something to do for it.
  bool HasWorkFor(const IsolateImpl& isolate) const;
  // The sessions that the isolate should have, when that has changed since it saw number `seen`,
  // which becomes the present one.
  std::optional<std::vector<Session>> SessionsFor(const IsolateImpl& isolate, uint64_t& seen);
  // The next message for the isolate, if there is one, and if the isolate has seen the sessions as
  // they are: it may be of one that has just come.
  std::optional<Message> TakeMessage(const IsolateImpl& isolate, uint64_t seen);
  // Waits until one of the two would return something. False: nothing is to be waited for any
  // more.
  bool Wait(const IsolateImpl& isolate, uint64_t seen);
  void KeepState(const IsolateImpl& isolate, uint32_t session, std::vector<uint8_t> state);
  void SetPaused(bool paused) { paused_.store(paused, std::memory_order_release); }
  PauseClock& clock() { return clock_; }
  std::string UrlOfScript(std::string_view name) const;

 private:
  // Wakes whoever is to do what was asked for.
  void Wake() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool IsOf(const IsolateImpl& isolate) const ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return isolate_ == nullptr || isolate_ == &isolate;
  }

  const std::string worker_;
  PauseClock& clock_;
  std::atomic<bool> attached_ = false;
  std::atomic<bool> paused_ = false;
  mutable absl::Mutex mutex_;
  uint32_t last_session_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<uint32_t, Session> sessions_ ABSL_GUARDED_BY(mutex_);
  // Counts changes of the sessions, and of whose they are; and the one that their isolate has seen.
  uint64_t changes_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t seen_ ABSL_GUARDED_BY(mutex_) = 0;
  std::deque<Message> messages_ ABSL_GUARDED_BY(mutex_);
  IsolateImpl* isolate_ ABSL_GUARDED_BY(mutex_) = nullptr;  // whose the sessions are
  std::vector<std::pair<const void*, absl::AnyInvocable<void()>>> on_work_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<const UrlOf> url_of_ ABSL_GUARDED_BY(mutex_);
  bool quit_ ABSL_GUARDED_BY(mutex_) = false;
};

// Those of all workers of a process. Any thread.
class Inspectors {
 public:
  // The worker's, made when it is first asked for.
  std::shared_ptr<Inspector> Of(std::string_view worker);
  // All that were asked for, by the workers' names.
  std::vector<std::shared_ptr<Inspector>> all() const;
  // See PauseClock.
  int64_t PausedNanos() const { return clock_.PausedNanos(); }
  // Nothing pauses any more.
  void Quit();

 private:
  PauseClock clock_;
  mutable absl::Mutex mutex_;
  std::map<std::string, std::shared_ptr<Inspector>, std::less<>> inspectors_
      ABSL_GUARDED_BY(mutex_);
  bool quit_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace engine
