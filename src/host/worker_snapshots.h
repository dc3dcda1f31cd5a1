#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "src/engine/compiler.h"
#include "src/engine/snapshot.h"
#include "src/host/child_process.h"
#include "src/host/console.h"
#include "src/host/log_options.h"
#include "src/worker/outcome.h"
#include "src/worker/spec.h"

namespace host {

// Whether a snapshot is used: restoring an isolate from it takes at most half of what the top level
// takes.
bool IsSnapshotWorthWhile(int64_t startup_cpu_nanos, int64_t restore_cpu_nanos);

// Makes snapshots of workers whose top level is expensive, so that they start from where it ends:
// one after the other, each in a process of its own, and measured before it is used. One line in
// the log for each says what came of it. A worker that has no snapshot starts as ever. Any thread.
class WorkerSnapshots {
 public:
  struct Options {
    // Top levels that take less are run at each start.
    int64_t min_startup_nanos = 20'000'000;
    // Of all snapshots that are in use; past it, no more are made.
    size_t max_bytes = size_t{256} << 20;
    std::string program = "/proc/self/exe";  // see MakeWorkerSnapshotApart
    Spawner* spawner = nullptr;              // who starts it, borrowed; null: this process
    engine::CodeCaches* store = nullptr;     // where they are kept, borrowed; null: nowhere
    LogFormat format = LogFormat::kHuman;
  };

  // All but `options` are borrowed.
  WorkerSnapshots(const engine::Snapshot& base, Options options, Console& console);
  // Ends the process that makes one, if there is one.
  ~WorkerSnapshots();

  // A version that may have a snapshot in the store gets it. Reads files.
  void Find(const worker::Version& version);

  // A worker has started, and its top level has taken so much. Returns at once.
  void OnStart(const std::shared_ptr<const worker::Version>& version, worker::StartKind kind,
               int64_t cpu_nanos);

 private:
  struct Job {
    std::shared_ptr<const worker::Version> version;
    int64_t startup_nanos;
  };

  void Run();
  void Make(const Job& job);
  // The snapshot, counted while it is in use.
  std::shared_ptr<const engine::Snapshot> Count(std::string blob) const;
  bool HasJob() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopped_ || !jobs_.empty(); }

  const engine::Snapshot& base_;
  const Options options_;
  Console& console_;
  // Outlives this with the snapshots.
  const std::shared_ptr<std::atomic<size_t>> bytes_ = std::make_shared<std::atomic<size_t>>(0);
  std::atomic<bool> stopped_ = false;
  absl::Mutex mutex_;
  std::deque<Job> jobs_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace host
