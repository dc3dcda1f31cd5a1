#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "src/base/clock.h"
#include "src/engine/snapshot.h"
#include "src/http/server.h"
#include "src/worker/lane.h"

namespace host {

// What a lane listens on.
struct ListenOptions {
  std::vector<std::string> addresses = {"127.0.0.1"};  // the first must work, the others may not
  uint16_t port = 8787;                                // 0: any free one
  int port_attempts = 1;    // how many ports are tried, counting up from `port`, when one is busy
  bool reuse_port = false;  // whether several lanes share the port
};

// A thread with a lane, a server on it, and the service that answers.
class LaneThread {
 public:
  // Makes the service on the lane's thread. It goes before the lane does.
  using MakeService =
      absl::AnyInvocable<absl::StatusOr<std::unique_ptr<worker::Service>>(worker::Lane&)>;

  struct Options {
    const engine::Snapshot* snapshot = nullptr;  // these three are borrowed
    const base::Clock* clock = nullptr;
    worker::Observer* observer = nullptr;
    http::ServerOptions server;
    ListenOptions listen;
  };

  // Starts at once. `on_finished` is called last thing on the lane's thread.
  LaneThread(Options options, MakeService make, absl::AnyInvocable<void()> on_finished);
  // Stops the lane and waits for its thread.
  ~LaneThread();

  // Waits until the server listens; why it does not, otherwise. // any thread
  absl::Status WaitReady();
  // The port that the server listens on, after WaitReady.
  uint16_t port() const { return port_; }

  // Stops accepting, lets every invocation finish, then ends the thread. // any thread
  void Drain();
  // Ends the thread after the current round, whatever is under way. // any thread
  void Stop();
  // Whether nothing runs any more. // any thread
  bool finished() const { return finished_.load(std::memory_order_acquire); }

 private:
  void Run();
  absl::Status Listen(worker::Lane& lane, worker::Service& service,
                      std::unique_ptr<http::Server>& server);
  absl::Status ListenOn(http::Server& server, uint16_t port);
  void Serve(worker::Lane& lane, std::unique_ptr<http::Server> server);

  Options options_;
  MakeService make_;
  absl::AnyInvocable<void()> on_finished_;
  absl::Notification ready_;
  absl::Status status_;  // written before ready_
  uint16_t port_ = 0;    // written before ready_
  std::atomic<bool> finished_ = false;
  // The lane while it serves, for calls from other threads.
  absl::Mutex mutex_;
  worker::Lane* lane_ ABSL_GUARDED_BY(mutex_) = nullptr;
  bool ended_early_ ABSL_GUARDED_BY(mutex_) = false;  // asked to end before it served
  http::Server* server_ = nullptr;                    // the lane's thread only
  std::thread thread_;
};

}  // namespace host
