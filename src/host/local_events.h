#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/weak.h"
#include "src/host/local_journal.h"
#include "src/http/responder.h"
#include "src/loop/loop.h"
#include "src/loop/timer.h"

namespace host {

// Those who follow what happens, each by a stream of server-sent events (HTML Standard, section
// 9.2):
//
//   requests   what RequestsJson makes of entries that have changed
//   reset      an empty object: what was known is of another epoch
//   workers    an empty object: the workers have changed
//
// Nothing is queued for anybody: a follower is told of what has changed since he was told last, a
// few times a second, once the kernel has taken that. Where more has changed than one event holds,
// he is told of the last ones. Bound to the lane's thread.
class LocalEvents {
 public:
  static constexpr size_t kMaxFollowers = 32;
  static constexpr size_t kMaxEntries = 200;  // of one event
  static constexpr int64_t kBatchMillis = 100;
  static constexpr int64_t kHeartbeatMillis = 15'000;

  // Both are borrowed.
  LocalEvents(loop::Loop& loop, LocalJournal& journal);
  ~LocalEvents();

  // Answers with a stream that goes on after `last_id` ("EPOCH-NUMBER"; anything else: from the
  // beginning). 503 where too many follow.
  void Follow(http::Responder&& responder, std::string_view last_id);
  // The journal has changed.
  void OnEntries() { Arm(); }
  void OnWorkers();
  // Ends all streams, and those that come after: the server drains.
  void End();

 private:
  struct Follower;
  void Arm();
  void Tell();
  // What he has not been told; empty: nothing.
  std::string NewsFor(Follower& follower) const;
  void Send(const std::shared_ptr<Follower>& follower, std::string text);
  void Beat();

  loop::Loop& loop_;
  LocalJournal& journal_;
  std::vector<std::shared_ptr<Follower>> followers_;
  int64_t told_millis_;  // when somebody was told last
  bool ended_ = false;
  loop::Timer timer_;
  loop::Timer heartbeat_;
  base::WeakOwner<LocalEvents> weak_{this};
};

}  // namespace host
