#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "src/base/weak.h"
#include "src/engine/inspector.h"
#include "src/engine/snapshot.h"
#include "src/host/deploy.h"
#include "src/host/dev_observer.h"
#include "src/host/shutdown.h"
#include "src/host/worker_triggers.h"
#include "src/loop/loop.h"

namespace cache {
class Store;
}

namespace host {

class DevPages;
class DevSite;

// What `atoll dev` runs.
struct DevOptions {
  DeployOptions deploy;  // the worker that answers requests, and how all are brought from disk
  // Further workers, beside that of `deploy`, which answers the requests: service bindings reach
  // them by their names.
  std::vector<ProjectOptions> others;
  std::string address;   // empty: 127.0.0.1, and ::1 where there is one
  uint16_t port = 8787;  // busy: the next free one; 0: any free one
  LogLevel log_level = LogLevel::kLog;
  uint64_t max_body_bytes = 100'000'000;
  bool test_scheduled = false;  // whether /__scheduled runs the scheduled() handler
  bool live_reload = false;     // whether pages load anew when their worker changes
  // As DevSiteOptions has them.
  std::function<void(std::vector<WorkerTriggers>)> on_crons;
  std::function<std::unique_ptr<DevPages>(DevSite&, worker::Lane&)> pages;
  std::function<void(const worker::ParkedTurn&)> on_parked;  // as worker::NodeOptions has it
  engine::Inspectors* inspectors = nullptr;  // how workers are debugged; null: not. Borrowed
  cache::Store* cache = nullptr;             // where responses are kept; null: nowhere. Borrowed
  std::string persist_to;  // where state is kept; empty: .atoll/state below the project's folder
};

// One lane with one isolate a worker, on a thread of its own, that follows the workers' files. A
// worker that does not start is no error: its page says why, and a mended file starts it.
// Thread-bound: the thread of `control`.
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
  // What env has, a table for each worker as it was at the start, under its name where there are
  // several. Empty: nothing.
  const std::string& bindings() const { return bindings_; }
  // Makes the workers anew.
  void Restart();
  // Ends streams of events, so that the lane can drain.
  void EndStreams();
  worker::Node& node() { return node_; }

 private:
  DevServer(const engine::Snapshot& snapshot, DevOptions options, Console& console);
  // On the lane's thread.
  std::unique_ptr<DevSite> MakeSite(worker::Lane& lane, const engine::Snapshot& snapshot,
                                    Console& console);

  DevOptions options_;
  DevObserver observer_;
  worker::NodeMeter meter_;
  worker::Node node_;
  worker::Crew crew_;
  // Written before the lane is ready; `site_` is used on its thread alone.
  std::shared_ptr<worker::LanePort> port_;
  base::Weak<DevSite> site_;
  std::string bindings_;
  std::vector<std::unique_ptr<LaneServer>> lanes_;  // one
};

}  // namespace host
