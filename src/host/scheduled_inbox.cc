#include "src/host/scheduled_inbox.h"

#include <cstdint>
#include <memory>
#include <utility>

namespace host {
namespace {

// Between two workers that are got ready: what takes a few milliseconds of this lane and of the
// threads that make isolates is to stand in nobody's way.
constexpr int64_t kWarmPauseMillis = 5;

}  // namespace

void ScheduledInbox::Add(worker::ScheduledEvent event, worker::ScheduledDone done) {
  // It keeps the lane from being idle until it is called, or dropped.
  waiting_.push_back(
      {std::move(event), [done = std::move(done), busy = lane_.KeepBusy()](
                             worker::ScheduledResult result) mutable { done(result); }});
  Give();
}

void ScheduledInbox::Warm(std::string worker) {
  to_warm_.push_back(std::move(worker));
  if (to_warm_.size() == 1) WarmNext();
}

void ScheduledInbox::WarmNext() {
  service_.Warm(to_warm_.front());
  warm_timer_.Start(kWarmPauseMillis, [this] {
    to_warm_.pop_front();
    if (!to_warm_.empty()) WarmNext();
  });
}

void ScheduledInbox::Give() {
  while (starting_ < kMostStarting && !waiting_.empty()) {
    Waiting first = std::move(waiting_.front());
    waiting_.pop_front();
    ++starting_;
    Deliver(std::move(first));
  }
}

void ScheduledInbox::Deliver(Waiting one) {
  // Whichever comes first: it begins, or ends.
  auto begun = std::make_shared<bool>(false);
  auto count = [weak = weak_.Get(), begun = std::move(begun)] {
    if (weak && !std::exchange(*begun, true)) weak->OnBegun();
  };
  one.event.on_begun = count;
  service_.Scheduled(std::move(one.event),
                     [count, done = std::move(one.done)](worker::ScheduledResult result) mutable {
                       count();
                       done(result);
                     });
}

void ScheduledInbox::OnBegun() {
  --starting_;
  if (waiting_.empty() || std::exchange(posted_, true)) return;
  lane_.loop().Post([weak = weak_.Get()] {
    if (!weak) return;
    weak->posted_ = false;
    weak->Give();
  });
}

}  // namespace host
