#pragma once

// A lane that threads of a crew own one after another, as they do in the program.

#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/synchronization/notification.h"
#include "src/worker/crew.h"
#include "src/worker/lane.h"

namespace worker {

// What a client got: status 0 when there was no answer.
struct Reply {
  int status = 0;
  std::string body;
};

// Keeps a response for whoever waits for it on another thread.
class ReplySink : public http::ResponseSink {
 public:
  explicit ReplySink(std::promise<Reply> promise) : promise_(std::move(promise)) {}
  ~ReplySink() override {
    if (!kept_) promise_.set_value({});
  }

  void Send(http::ResponseHead head, base::Bytes body) override {
    Keep({head.status, std::string(body.view())});
  }
  void Start(http::ResponseHead head, std::optional<uint64_t>) override {
    reply_.status = head.status;
  }
  void Write(base::Bytes piece, absl::AnyInvocable<void(absl::Status)> ready) override {
    reply_.body += piece.view();
    ready(absl::OkStatus());
  }
  void End() override { Keep(std::move(reply_)); }
  void Abort() override { Keep({0, "aborted"}); }
  void OnDisconnect(absl::AnyInvocable<void()>) override {}

 private:
  void Keep(Reply reply) {
    kept_ = true;
    promise_.set_value(std::move(reply));
  }

  std::promise<Reply> promise_;
  Reply reply_;
  bool kept_ = false;
};

class ServedLane {
 public:
  // Both are borrowed.
  ServedLane(Node& node, Crew& crew) : crew_(crew) {
    crew_.Start([this, &node](Hand& hand) {
      lane_ = std::make_unique<Lane>(node);
      lane_->OnHandOver([this] { crew_.Start([this](Hand& next) { GoOn(next); }); });
      lane_->Own(hand);
      begun_.Notify();
      GoOn(hand);
    });
    begun_.WaitForNotification();
  }
  ~ServedLane() {
    lane_->Stop();
    ended_.WaitForNotification();
  }

  // Adds a worker and returns its place.
  size_t Add(std::shared_ptr<const Version> version) {
    absl::Notification added;
    size_t place = 0;
    lane_->loop().Post([&] {
      place = services_.size();
      services_.push_back(lane_->NewService(std::move(version)));
      added.Notify();
    });
    added.WaitForNotification();
    return place;
  }
  // Destroys a worker with all that runs in it.
  void Drop(size_t place) {
    absl::Notification dropped;
    lane_->loop().Post([&] {
      services_[place] = nullptr;
      dropped.Notify();
    });
    dropped.WaitForNotification();
  }

  std::future<Reply> Fetch(size_t place, const std::string& target) {
    std::promise<Reply> promise;
    std::future<Reply> reply = promise.get_future();
    lane_->loop().Post([this, place, target, promise = std::move(promise)]() mutable {
      http::Request request;
      request.head.method = "GET";
      request.head.target = target;
      request.head.authority = "example.com";
      services_[place]->Fetch(std::move(request),
                              http::Responder(std::make_unique<ReplySink>(std::move(promise))));
    });
    return reply;
  }

 private:
  void GoOn(Hand& hand) {
    lane_->Own(hand);
    if (lane_->Run() == Lane::Ending::kTakenOver) return;
    services_.clear();
    lane_ = nullptr;
    ended_.Notify();
  }

  Crew& crew_;
  std::unique_ptr<Lane> lane_;
  std::vector<std::unique_ptr<Service>> services_;  // the lane's owner only
  absl::Notification begun_;
  absl::Notification ended_;
};

}  // namespace worker
