#include "src/host/lane_server.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "src/base/clock.h"

namespace host {

LaneServer::LaneServer(Options options, MakeService make, absl::AnyInvocable<void()> on_finished)
    : options_(std::move(options)), make_(std::move(make)), on_finished_(std::move(on_finished)) {
  options_.crew->Start([this](worker::Hand& hand) { Begin(hand); });
}

LaneServer::~LaneServer() {
  Stop();
  ended_.WaitForNotification();
}

absl::Status LaneServer::WaitReady() {
  ready_.WaitForNotification();
  return status_;
}

void LaneServer::Scheduled(worker::ScheduledEvent event, worker::ScheduledDone done) {
  absl::MutexLock lock(mutex_);
  if (serving_ == nullptr) return;
  serving_->loop().Post([this, event = std::move(event), done = std::move(done)]() mutable {
    inbox_->Add(std::move(event), std::move(done));
  });
}

void LaneServer::Warm(std::string worker) {
  absl::MutexLock lock(mutex_);
  if (serving_ == nullptr) return;
  serving_->loop().Post(
      [this, worker = std::move(worker)]() mutable { inbox_->Warm(std::move(worker)); });
}

void LaneServer::Serve(std::vector<loop::Descriptor> sockets, absl::AnyInvocable<void()> done) {
  absl::MutexLock lock(mutex_);
  if (serving_ == nullptr) return;
  serving_->loop().Post([this, sockets = std::move(sockets), done = std::move(done)]() mutable {
    for (loop::Descriptor& socket : sockets) server_->Adopt(std::move(socket));
    done();
  });
}

int64_t LaneServer::AskForLife() {
  const int64_t now = base::Clock::Real().MonotonicNanos();
  const int64_t asked = asked_nanos_.load(std::memory_order_relaxed);
  if (asked != 0) return (now - asked) / 1'000'000;
  absl::MutexLock lock(mutex_);
  if (serving_ == nullptr) return 0;
  asked_nanos_.store(now, std::memory_order_relaxed);
  serving_->loop().Post([this] { asked_nanos_.store(0, std::memory_order_relaxed); });
  return 0;
}

void LaneServer::Drain(int64_t idle_millis) {
  absl::MutexLock lock(mutex_);
  ended_early_ = serving_ == nullptr;
  if (serving_ == nullptr) return;
  serving_->loop().Post([this, idle_millis] {
    server_->Drain([lane = lane_.get()] { lane->OnIdle([lane] { lane->Stop(); }); }, idle_millis);
  });
}

void LaneServer::Stop() {
  absl::MutexLock lock(mutex_);
  ended_early_ = serving_ == nullptr;
  if (serving_ != nullptr) serving_->Stop();
}

void LaneServer::Begin(worker::Hand& hand) {
  lane_ = std::make_unique<worker::Lane>(*options_.node);
  lane_->Own(hand);
  lane_->OnHandOver([this] { options_.crew->Start([this](worker::Hand& next) { GoOn(next); }); });
  absl::StatusOr<std::unique_ptr<worker::Service>> service = make_(*lane_);
  status_ = service.status();
  if (service.ok()) {
    service_ = *std::move(service);
    inbox_ = std::make_unique<ScheduledInbox>(*lane_, *service_);
    status_ = Listen();
  }
  if (!status_.ok()) {
    ready_.Notify();
    return End();
  }
  port_ = server_->port();
  bool run = false;
  {
    absl::MutexLock lock(mutex_);
    serving_ = lane_.get();
    run = !ended_early_;
  }
  ready_.Notify();
  run ? GoOn(hand) : End();
}

void LaneServer::GoOn(worker::Hand& hand) {
  lane_->Own(hand);
  // Once it is taken over, another thread is in this very function, and may have ended it.
  if (lane_->Run() == worker::Lane::Ending::kTakenOver) return;
  End();
}

void LaneServer::End() {
  {
    absl::MutexLock lock(mutex_);
    serving_ = nullptr;
    asked_nanos_.store(0, std::memory_order_relaxed);
  }
  server_ = nullptr;
  inbox_ = nullptr;
  service_ = nullptr;
  lane_ = nullptr;
  finished_.store(true, std::memory_order_release);
  on_finished_();
  ended_.Notify();
}

absl::Status LaneServer::ListenOn(uint16_t port) {
  const ListenOptions& listen = options_.listen;
  absl::Status status = server_->Listen(listen.addresses[0], port, listen.reuse_port);
  for (size_t i = 1; status.ok() && i < listen.addresses.size(); ++i) {
    absl::Status other = server_->Listen(listen.addresses[i], server_->port(), listen.reuse_port);
    // A machine without that address family does without; a port that somebody else has on it
    // would send part of the requests elsewhere.
    if (absl::IsAlreadyExists(other)) status = other;
  }
  return status;
}

absl::Status LaneServer::Listen() {
  absl::Status first;
  for (int i = 0; i < options_.listen.port_attempts; ++i) {
    const int port = options_.listen.port == 0 ? 0 : options_.listen.port + i;
    if (port > 65535) break;
    server_ = std::make_unique<http::Server>(
        lane_->loop(), options_.server,
        [this](http::Request&& request, http::Responder&& responder) {
          service_->Fetch(std::move(request), std::move(responder));
        });
    if (options_.listen.later) return absl::OkStatus();
    absl::Status status = ListenOn(static_cast<uint16_t>(port));
    if (status.ok()) return status;
    if (first.ok()) first = status;
    if (!absl::IsAlreadyExists(status)) break;
  }
  server_ = nullptr;
  return first;
}

}  // namespace host
