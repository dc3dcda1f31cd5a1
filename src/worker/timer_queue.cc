#include "src/worker/timer_queue.h"

namespace worker {

void TimerQueue::Start(uint32_t invocation, uint32_t timer, int64_t due_nanos) {
  Stop(timer);
  const Entry entry = {due_nanos, ++last_sequence_, invocation, timer};
  order_.insert(entry);
  by_timer_.emplace(timer, entry);
  by_invocation_[invocation].insert(timer);
}

void TimerQueue::Stop(uint32_t timer) {
  auto it = by_timer_.find(timer);
  if (it == by_timer_.end()) return;
  order_.erase(it->second);
  Forget(it->second);
  by_timer_.erase(it);
}

void TimerQueue::Forget(const Entry& entry) {
  auto it = by_invocation_.find(entry.invocation);
  it->second.erase(entry.timer);
  if (it->second.empty()) by_invocation_.erase(it);
}

void TimerQueue::StopAll(uint32_t invocation) {
  auto timers = by_invocation_.find(invocation);
  if (timers == by_invocation_.end()) return;
  for (uint32_t timer : timers->second) {
    auto it = by_timer_.find(timer);
    order_.erase(it->second);
    by_timer_.erase(it);
  }
  by_invocation_.erase(timers);
}

std::optional<int64_t> TimerQueue::NextNanos() const {
  if (order_.empty()) return std::nullopt;
  return order_.begin()->due_nanos;
}

std::vector<TimerQueue::Due> TimerQueue::TakeDue(int64_t now_nanos) {
  std::vector<Due> due;
  while (!order_.empty() && order_.begin()->due_nanos <= now_nanos) {
    const Entry& first = *order_.begin();
    due.push_back({first.invocation, first.timer});
    Forget(first);
    by_timer_.erase(first.timer);
    order_.erase(order_.begin());
  }
  return due;
}

}  // namespace worker
