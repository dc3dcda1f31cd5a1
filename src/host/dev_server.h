#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "src/engine/inspector.h"
#include "src/engine/snapshot.h"
#include "src/host/deploy.h"
#include "src/host/dev_observer.h"
#include "src/host/shutdown.h"
#include "src/loop/loop.h"

namespace cache {
class Store;
}

namespace host {

// What `atoll dev` runs.
struct DevOptions {
  DeployOptions deploy;
  std::string address;   // empty: 127.0.0.1, and ::1 where there is one
  uint16_t port = 8787;  // busy: the next free one; 0: any free one
  LogLevel log_level = LogLevel::kLog;
  uint64_t max_body_bytes = 100'000'000;
  bool test_scheduled = false;  // whether /__scheduled runs the scheduled() handler
  // Told of the worker's crons whenever they may have changed, on the lane's thread; none while it
  // does not start. Null: nobody is.
  std::function<void(const std::string& worker, const TriggersConfig& triggers)> on_crons;
  engine::Inspectors* inspectors = nullptr;  // how workers are debugged; null: not. Borrowed
  cache::Store* cache = nullptr;             // where responses are kept; null: nowhere. Borrowed
  std::string persist_to;  // where state is kept; empty: .atoll/state below the project's folder
};

// One lane with one isolate, on a thread of its own, that follows the worker's files. A worker
// that does not start is no error: its page says why, and a mended file starts it. Thread-bound:
// the thread of `control`.
class DevServer {
 public:
  // Returns when the server listens. Everything is borrowed.
  static absl::StatusOr<std::unique_ptr<DevServer>> Start(loop::Loop& control,
                                                          const engine::Snapshot& snapshot,
                                                          DevOptions options, Console& console);

  // "http://localhost:8787"
  std::string Url() const;
  uint16_t port() const { return lanes_.front()->port(); }
  std::span<const std::unique_ptr<LaneServer>> lanes() const { return lanes_; }
  worker::Crew& crew() { return crew_; }
  worker::Node& node() { return node_; }

 private:
  DevServer(const engine::Snapshot& snapshot, DevOptions options, Console& console);

  DevOptions options_;
  DevObserver observer_;
  worker::NodeMeter meter_;
  worker::Node node_;
  worker::Crew crew_;
  std::vector<std::unique_ptr<LaneServer>> lanes_;  // one
};

}  // namespace host
