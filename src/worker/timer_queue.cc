#include "src/worker/timer_queue.h"

namespace worker {

void TimerQueue::Start(uint32_t invocation, uint32_t timer, int64_t due_nanos) {
  Stop(timer);
  const Entry entry = {due_nanos, ++last_sequence_, invocation, timer};
  order_.insert(entry);
  by_timer_.emplace(timer, entry);
}

void TimerQueue::Stop(uint32_t timer) {
  auto it = by_timer_.find(timer);
  if (it == by_timer_.end()) return;
  order_.erase(it->second);
  by_timer_.erase(it);
}

void TimerQueue::StopAll(uint32_t invocation) {
  if (order_.empty()) return;
  absl::erase_if(by_timer_, [this, invocation](const auto& item) {
    if (item.second.invocation != invocation) return false;
    order_.erase(item.second);
    return true;
  });
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
    by_timer_.erase(first.timer);
    order_.erase(order_.begin());
  }
  return due;
}

}  // namespace worker
