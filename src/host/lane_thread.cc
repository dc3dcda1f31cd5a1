#include "src/host/lane_thread.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace host {

LaneThread::LaneThread(Options options, MakeService make, absl::AnyInvocable<void()> on_finished)
    : options_(std::move(options)),
      make_(std::move(make)),
      on_finished_(std::move(on_finished)),
      thread_([this] { Run(); }) {}

LaneThread::~LaneThread() {
  Stop();
  thread_.join();
}

absl::Status LaneThread::WaitReady() {
  ready_.WaitForNotification();
  return status_;
}

void LaneThread::Drain() {
  absl::MutexLock lock(mutex_);
  ended_early_ = lane_ == nullptr;
  if (lane_ == nullptr) return;
  lane_->loop().Post([this, lane = lane_] {
    if (server_ == nullptr) return;
    server_->Drain([lane] { lane->OnIdle([lane] { lane->Stop(); }); });
  });
}

void LaneThread::Stop() {
  absl::MutexLock lock(mutex_);
  ended_early_ = lane_ == nullptr;
  if (lane_ != nullptr) lane_->Stop();
}

void LaneThread::Run() {
  {
    worker::Lane lane(*options_.snapshot, *options_.clock, *options_.observer);
    absl::StatusOr<std::unique_ptr<worker::Service>> service = make_(lane);
    std::unique_ptr<http::Server> server;
    status_ = service.ok() ? Listen(lane, **service, server) : service.status();
    if (status_.ok()) {
      Serve(lane, std::move(server));
    } else {
      ready_.Notify();
    }
  }
  finished_.store(true, std::memory_order_release);
  on_finished_();
}

void LaneThread::Serve(worker::Lane& lane, std::unique_ptr<http::Server> server) {
  port_ = server->port();
  server_ = server.get();
  bool run = false;
  {
    absl::MutexLock lock(mutex_);
    lane_ = &lane;
    run = !ended_early_;
  }
  ready_.Notify();
  if (run) lane.Run();
  absl::MutexLock lock(mutex_);
  lane_ = nullptr;
  server_ = nullptr;
}

absl::Status LaneThread::ListenOn(http::Server& server, uint16_t port) {
  const ListenOptions& listen = options_.listen;
  absl::Status status = server.Listen(listen.addresses[0], port, listen.reuse_port);
  for (size_t i = 1; status.ok() && i < listen.addresses.size(); ++i) {
    absl::Status other = server.Listen(listen.addresses[i], server.port(), listen.reuse_port);
    // A machine without that address family does without; a port that somebody else has on it
    // would send part of the requests elsewhere.
    if (absl::IsAlreadyExists(other)) status = other;
  }
  return status;
}

absl::Status LaneThread::Listen(worker::Lane& lane, worker::Service& service,
                                std::unique_ptr<http::Server>& server) {
  absl::Status first;
  for (int i = 0; i < options_.listen.port_attempts; ++i) {
    const int port = options_.listen.port == 0 ? 0 : options_.listen.port + i;
    if (port > 65535) break;
    server = std::make_unique<http::Server>(
        lane.loop(), options_.server,
        [&service](http::Request&& request, http::Responder&& responder) {
          service.Fetch(std::move(request), std::move(responder));
        });
    absl::Status status = ListenOn(*server, static_cast<uint16_t>(port));
    if (status.ok()) return status;
    if (first.ok()) first = status;
    if (!absl::IsAlreadyExists(status)) break;
  }
  server = nullptr;
  return first;
}

}  // namespace host
