#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "src/base/clock.h"
#include "src/engine/compiler.h"
#include "src/engine/snapshot.h"
#include "src/host/console.h"
#include "src/host/deploy.h"
#include "src/host/edge_observer.h"
#include "src/host/version_source.h"

namespace host {

// A worker that a node was given, before anything but its name is known.
struct WorkerSource {
  std::string name;
  ProjectOptions project;
  TriggersConfig triggers;  // as they were when it was listed
  absl::Status problem;     // known already, such as a configuration that does not parse
};

// The workers of a node, each deployed when it is first asked for. Threads of its own deploy: some
// for workers that requests wait for, and one, at the lowest priority, that goes through the others
// so that their first requests find them ready. Versions are kept up to a number of octets; past
// it, those that nobody has asked for the longest are dropped, and come back from disk.
//
// A worker that cannot be deployed does not stop the others: there is a line when it is listed, if
// that is known by then, and one whenever a deployment that somebody asked for fails. Any thread.
class Deployments : public VersionSource {
 public:
  struct Options {
    DeployOptions deploy;                       // of every worker; the project is each worker's own
    int threads = 2;                            // for what requests wait for
    size_t kept_bytes = size_t{256} << 20;      // of the versions that are kept
    engine::CodeCaches* code_caches = nullptr;  // borrowed; null: none are kept
    // What the invocations of a worker are counted in; null: each has a meter of its own.
    std::function<std::shared_ptr<worker::Meter>(std::string_view name)> meter_of;
    // Called with each version before anybody has it, on the thread that deploys; null: nothing is.
    std::function<void(const worker::Version&)> on_deployed;
    const base::Clock* clock = &base::Clock::Real();
  };
  // For how long the answer to a deployment that failed is the same failure.
  static constexpr int64_t kRetryNanos = 5'000'000'000;

  // Everything is borrowed. `observer` is told of source maps. Two sources of one name are a
  // problem of that worker.
  Deployments(const engine::Snapshot& snapshot, std::vector<WorkerSource> sources, Options options,
              EdgeObserver& observer, Console& console);
  // Waits for the deployments that are under way.
  ~Deployments() override;

  bool Has(std::string_view name) const override;
  VersionPtr Ready(std::string_view name) override;
  void Deploy(std::string_view name, Done done) override;

  // Begins to deploy the workers that nobody has asked for, in the order in which they were given,
  // until all are deployed or the versions fill what may be kept. Once.
  void PrepareInBackground();

  // The names of the workers, in the order in which they were given.
  const std::vector<std::string>& names() const { return names_; }
  // Octets of the versions that are kept: their modules and code caches.
  size_t kept_bytes() const;

 private:
  struct Entry {
    std::string name;
    ProjectOptions project;
    bool two_sources = false;
    std::shared_ptr<worker::Meter> meter = nullptr;  // of all its versions
    VersionPtr version = nullptr;                    // null: not deployed
    size_t bytes = 0;                                // of version
    std::list<Entry*>::iterator place = {};          // in kept_, with a version
    absl::Status problem = {};                       // of the last deployment
    int64_t retry_at = 0;                            // until then, `problem` is the answer
    bool told = false;                               // whether its warnings were printed
    bool queued = false;                             // whether a thread will deploy, or deploys it
    std::vector<Done> waiting = {};
  };

  Entry* Find(std::string_view name) const;
  void RunAsked();
  void RunBackground();
  Entry* NextAsked();
  bool WantsBackground(const Entry& entry);
  bool BackgroundIsOver() const;
  // Deploys `entry` on this thread and hands out what came of it.
  void DeployNow(engine::Compiler& compiler, Entry& entry, bool asked);
  void Publish(Entry& entry, absl::StatusOr<VersionPtr> result, bool asked);
  void Keep(Entry& entry, VersionPtr version, bool asked) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Say(std::string_view line);
  engine::Compiler::Options CompilerOptions() const;

  const engine::Snapshot& snapshot_;
  const Options options_;
  EdgeObserver& observer_;
  Console& console_;

  std::vector<std::string> names_;
  absl::flat_hash_map<std::string, std::unique_ptr<Entry>> entries_;  // by name in lower case
  std::vector<Entry*> order_;

  // What changes after construction, the entries' own members included.
  mutable absl::Mutex mutex_;
  absl::CondVar more_asked_;
  std::deque<Entry*> asked_ ABSL_GUARDED_BY(mutex_);
  std::list<Entry*> kept_ ABSL_GUARDED_BY(mutex_);  // the one that was asked for last is first
  size_t kept_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;

  std::vector<std::thread> threads_;
};

}  // namespace host
