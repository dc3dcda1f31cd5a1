#pragma once

#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "bindings/kv/write_room.h"
#include "src/base/clock.h"
#include "src/store/meter.h"
#include "src/store/store.h"
#include "src/worker/capability.h"

namespace bindings {

// env.NAME of a worker with an entry in `kv_namespaces`: one namespace. Any thread.
class KvBinding : public worker::Capability {
 public:
  // `meter` and `clock` are borrowed.
  KvBinding(std::shared_ptr<store::Namespace> of, store::Meter& meter, const base::Clock& clock)
      : namespace_(std::move(of)), meter_(meter), clock_(clock) {}
  // One whose every use fails with `problem`.
  KvBinding(absl::Status problem, store::Meter& meter, const base::Clock& clock)
      : problem_(std::move(problem)), meter_(meter), clock_(clock) {}

  // Why it cannot be used; OK when it can.
  const absl::Status& problem() const { return problem_; }
  store::Namespace& space() const { return *namespace_; }
  store::Meter& meter() const { return meter_; }
  int64_t NowSeconds() const { return static_cast<int64_t>(clock_.WallMillis() / 1000); }
  int64_t NowNanos() const { return clock_.MonotonicNanos(); }
  const base::Clock& clock() const { return clock_; }
  WriteRoom& room() { return room_; }

 private:
  // Of values that wait to be written: as much as an isolate may have. Five of the longest values.
  static constexpr uint64_t kMostWaitingBytes = uint64_t{128} << 20;

  const absl::Status problem_;
  const std::shared_ptr<store::Namespace> namespace_;
  store::Meter& meter_;
  const base::Clock& clock_;
  WriteRoom room_{kMostWaitingBytes};
};

}  // namespace bindings
