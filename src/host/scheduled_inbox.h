#pragma once

#include <cstddef>
#include <deque>
#include <string>

#include "src/base/weak.h"
#include "src/loop/timer.h"
#include "src/worker/lane.h"
#include "src/worker/scheduled.h"
#include "src/worker/service.h"

namespace host {

// Scheduled events on their way to a lane's service. Of many that come at once, as they do at the
// beginning of a minute, a few are being taken by isolates at a time, so that requests find the
// lane, and isolates, between them. The lane is not idle while one is here or under way. Bound to
// the lane; goes before the service does.
class ScheduledInbox {
 public:
  // How many have been given to the service and have not begun.
  static constexpr size_t kMostStarting = 32;

  // Both are borrowed.
  ScheduledInbox(worker::Lane& lane, worker::Service& service)
      : lane_(lane), service_(service), warm_timer_(lane.loop()) {}
  ScheduledInbox(const ScheduledInbox&) = delete;

  // `done` is called when the event is over, and dropped when the lane goes first.
  void Add(worker::ScheduledEvent event, worker::ScheduledDone done);
  // Has the service get `worker` ready, when it is its turn.
  void Warm(std::string worker);
  // Workers that wait for their turn, or had it just now.
  size_t warming() const { return to_warm_.size(); }

 private:
  struct Waiting {
    worker::ScheduledEvent event;
    worker::ScheduledDone done;
  };
  void Give();
  void WarmNext();
  void Deliver(Waiting one);
  // One that was given has begun, or never will.
  void OnBegun();

  worker::Lane& lane_;
  worker::Service& service_;
  std::deque<Waiting> waiting_;
  size_t starting_ = 0;
  std::deque<std::string> to_warm_;
  loop::Timer warm_timer_;
  bool posted_ = false;  // whether a round of the loop will call Give
  base::WeakOwner<ScheduledInbox> weak_{this};
};

}  // namespace host
