#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"

namespace worker {

class Instance;

// What the instances of a lane share: which of them have something to run, and how many
// invocations are open. Bound to the lane.
class TurnQueue {
 public:
  void Add(Instance* instance) { waiting_.push_back(instance); }
  void Remove(Instance* instance) { std::erase(waiting_, instance); }
  bool empty() const { return waiting_.empty(); }
  // The instance that waits longest, or null.
  Instance* TakeFirst() {
    if (waiting_.empty()) return nullptr;
    Instance* first = waiting_.front();
    waiting_.erase(waiting_.begin());
    return first;
  }
  size_t size() const { return waiting_.size(); }

  void InvocationBegins() { ++active_; }
  void InvocationEnds() {
    if (--active_ > 0) return;
    for (auto& callback : std::exchange(on_idle_, {})) callback();
  }
  size_t active() const { return active_; }
  void OnIdle(absl::AnyInvocable<void()> callback) {
    if (active_ == 0) return callback();
    on_idle_.push_back(std::move(callback));
  }

 private:
  std::vector<Instance*> waiting_;
  size_t active_ = 0;
  std::vector<absl::AnyInvocable<void()>> on_idle_;
};

}  // namespace worker
