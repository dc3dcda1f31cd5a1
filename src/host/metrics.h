#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "src/base/clock.h"
#include "src/cache/meter.h"
#include "src/store/meter.h"
#include "src/worker/meter.h"

namespace host {

// What the process tells of itself in numbers. Counting is the meters' business and takes no lock;
// families of metrics are made when somebody asks. Any thread.
class Metrics {
 public:
  // `version` is Atoll's, `v8_version` V8's. The process counts as started now.
  Metrics(std::string_view version, std::string_view v8_version,
          const base::Clock& clock = base::Clock::Real());
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // What the invocations of `worker` are counted in; made when the worker is new.
  std::shared_ptr<worker::Meter> MeterOf(std::string_view worker);
  worker::NodeMeter& node() { return node_; }
  // How many cells have ended before this one that were not to end; said by a supervisor.
  void SetRestarts(uint64_t restarts) { restarts_.store(restarts, std::memory_order_relaxed); }
  // What operations on KV namespaces are counted in.
  store::Meter& kv() { return kv_; }
  // What is counted of the cache.
  cache::Meter& cache() { return cache_; }

  using NamedMeter = std::pair<std::string, std::shared_ptr<const worker::Meter>>;
  // In the order of their names, those with requests.
  std::vector<NamedMeter> UsedMeters() const;

  // Everything in Prometheus's text format 0.0.4. Workers without requests are left out.
  std::string Render() const;

 private:
  const std::string version_;
  const std::string v8_version_;
  const double start_seconds_;  // since 1970-01-01T00:00:00Z
  std::atomic<uint64_t> restarts_ = 0;
  worker::NodeMeter node_;
  store::Meter kv_;
  cache::Meter cache_;

  mutable absl::Mutex mutex_;
  std::map<std::string, std::shared_ptr<worker::Meter>, std::less<>> meters_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace host
