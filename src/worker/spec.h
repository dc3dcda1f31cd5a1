#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/engine/module_graph.h"
#include "src/engine/snapshot.h"
#include "src/http/tee_body.h"
#include "src/worker/capability.h"
#include "src/worker/limits.h"
#include "src/worker/meter.h"

namespace worker {

// What a worker's configuration says, whatever file it came from. Immutable once deployed.
struct Spec {
  std::string name;                // "my-worker"
  std::string main;                // path of the main module from the root, "src/index.js"
  std::string compatibility_date;  // "2026-01-31"
  std::vector<std::string> compatibility_flags;
  std::string vars_json = "{}";  // the variables, a JSON object
  std::vector<BindingSpec> bindings;
  std::string bindings_json = "[]";  // the same for JavaScript: {kind, name} of each
  std::vector<std::string> crons;    // the expressions of its scheduled events
  Limits limits;
};

// A snapshot of a version's isolate as the worker's top level has left it, once there is one. Any
// thread.
class SnapshotSlot {
 public:
  // Null: there is none.
  std::shared_ptr<const engine::Snapshot> Get() const {
    if (!set_.load(std::memory_order_acquire)) return nullptr;
    return snapshot_;
  }
  // Once.
  void Set(std::shared_ptr<const engine::Snapshot> snapshot) {
    snapshot_ = std::move(snapshot);
    set_.store(true, std::memory_order_release);
  }
  // True the first time: the caller is to find out whether one is worth while.
  bool TakeChance() { return !taken_.exchange(true); }

 private:
  std::atomic<bool> taken_ = false;
  std::atomic<bool> set_ = false;
  std::shared_ptr<const engine::Snapshot> snapshot_;
};

// One deployed version of a worker: its configuration and its modules. Immutable; any thread.
struct Version {
  Spec spec;
  engine::ModuleGraph graph;
  Grants grants;   // of spec.bindings; may be shorter
  std::string id;  // 16 hexadecimal digits that change with the modules and the configuration
  // What the worker's invocations are counted in, whichever version they ran. Never null.
  std::shared_ptr<Meter> meter = std::make_shared<Meter>();
  // Whether it was told that the worker has crons and no handler for them. Never null.
  std::shared_ptr<std::atomic<bool>> told_of_crons = std::make_shared<std::atomic<bool>>(false);
  // What of bodies that were cloned may wait, in all of its isolates. Never null.
  std::shared_ptr<http::TeeAllowance> clones =
      std::make_shared<http::TeeAllowance>(size_t{128} << 20);
  // Never null.
  std::shared_ptr<SnapshotSlot> snapshot = std::make_shared<SnapshotSlot>();
};

}  // namespace worker
