#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"

namespace worker {

// The timers of one isolate, in the order in which they are due; those due at the same moment in
// the order in which they were started. Knows no clock.
class TimerQueue {
 public:
  struct Due {
    uint32_t invocation;
    uint32_t timer;

    bool operator==(const Due&) const = default;
  };

  // Starts `timer` for `invocation`; replaces a timer of the same number.
  void Start(uint32_t invocation, uint32_t timer, int64_t due_nanos);
  void Stop(uint32_t timer);
  // Stops all timers of `invocation`.
  void StopAll(uint32_t invocation);

  // When the first one is due; nullopt when there is none.
  std::optional<int64_t> NextNanos() const;
  // Takes the timers that are due at `now_nanos`.
  std::vector<Due> TakeDue(int64_t now_nanos);

  bool empty() const { return order_.empty(); }

 private:
  struct Entry {
    int64_t due_nanos;
    uint64_t sequence;
    uint32_t invocation;
    uint32_t timer;

    bool operator<(const Entry& other) const {
      return due_nanos != other.due_nanos ? due_nanos < other.due_nanos : sequence < other.sequence;
    }
  };

  void Forget(const Entry& entry);

  uint64_t last_sequence_ = 0;
  absl::btree_set<Entry> order_;
  absl::flat_hash_map<uint32_t, Entry> by_timer_;
  absl::flat_hash_map<uint32_t, absl::flat_hash_set<uint32_t>> by_invocation_;  // none is empty
};

}  // namespace worker
