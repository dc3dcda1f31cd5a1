#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "src/host/scheduled_inbox.h"
#include "src/http/server.h"
#include "src/worker/crew.h"
#include "src/worker/lane.h"

namespace host {

// What a lane listens on.
struct ListenOptions {
  std::vector<std::string> addresses = {"127.0.0.1"};  // the first must work, the others may not
  uint16_t port = 8787;                                // 0: any free one
  int port_attempts = 1;    // how many ports are tried, counting up from `port`, when one is busy
  bool reuse_port = false;  // whether several lanes share the port
  bool later = false;       // on nothing, until Serve gives it sockets
};

// A lane, a server on it, and the service that answers. One thread of the crew after another owns
// it: a turn that lasts keeps its thread and not the lane.
class LaneServer {
 public:
  // Makes the service on the lane's first thread. It goes before the lane does.
  using MakeService =
      absl::AnyInvocable<absl::StatusOr<std::unique_ptr<worker::Service>>(worker::Lane&)>;

  struct Options {
    worker::Node* node = nullptr;  // these two are borrowed
    worker::Crew* crew = nullptr;
    http::ServerOptions server;
    ListenOptions listen;
  };

  // Starts at once. `on_finished` is called last thing on the lane's thread.
  LaneServer(Options options, MakeService make, absl::AnyInvocable<void()> on_finished);
  // Stops the lane and waits until its owner has let go of it.
  ~LaneServer();

  // Waits until the server listens; why it does not, otherwise. // any thread
  absl::Status WaitReady();
  // The port that the server listens on, after WaitReady.
  uint16_t port() const { return port_; }

  // Has the service take a scheduled event. `done` is called on the lane's thread when it is over,
  // or dropped, on any, when the lane goes first. // any thread
  void Scheduled(worker::ScheduledEvent event, worker::ScheduledDone done);

  // Has the service get a worker ready (Service::Warm), one after the other. // any thread
  void Warm(std::string worker);

  // Accepts connections of these listening sockets, which other processes may have, too. `done` is
  // called when it does, on the lane's thread. // any thread
  void Serve(std::vector<loop::Descriptor> sockets, absl::AnyInvocable<void()> done);

  // Stops accepting, lets every invocation finish, then ends the lane. `idle_millis`: see
  // http::Server::Drain. // any thread
  void Drain(int64_t idle_millis = 0);
  // Ends the lane after the current round, whatever is under way. // any thread
  void Stop();
  // Asks the lane for a sign of life, which the next round of its loop gives. How long one that was
  // asked for is due, in milliseconds; 0: none is, or the lane does not serve. One thread.
  int64_t AskForLife();
  // Whether the lane has gone. // any thread
  bool finished() const { return finished_.load(std::memory_order_acquire); }

 private:
  // On a thread of the crew, which owns the lane: until another does, or the end.
  void Begin(worker::Hand& hand);
  void GoOn(worker::Hand& hand);
  void End();
  absl::Status Listen();
  absl::Status ListenOn(uint16_t port);

  Options options_;
  MakeService make_;
  absl::AnyInvocable<void()> on_finished_;
  absl::Notification ready_;
  absl::Status status_;  // written before ready_
  uint16_t port_ = 0;    // written before ready_
  std::atomic<bool> finished_ = false;
  absl::Notification ended_;
  // The lane's owner only.
  std::unique_ptr<worker::Lane> lane_;
  std::unique_ptr<worker::Service> service_;
  std::unique_ptr<ScheduledInbox> inbox_;
  std::unique_ptr<http::Server> server_;
  // When a sign of life was asked for (base::Clock); 0: none is due.
  std::atomic<int64_t> asked_nanos_ = 0;
  // The lane while it serves, for calls from other threads.
  absl::Mutex mutex_;
  worker::Lane* serving_ ABSL_GUARDED_BY(mutex_) = nullptr;
  bool ended_early_ ABSL_GUARDED_BY(mutex_) = false;  // asked to end before it served
};

}  // namespace host
