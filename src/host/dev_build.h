#pragma once

#include <thread>
#include <variant>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/synchronization/mutex.h"
#include "src/engine/snapshot.h"
#include "src/host/deploy.h"
#include "src/host/dev_spawner.h"

namespace host {

// Makes deployments of one worker, one after the other, on a thread of its own, so that requests
// need not wait for a bundler. Used by one thread; goes before what it was given does.
class DevBuild {
 public:
  using Result = std::variant<Deployment, DeployError>;

  // `done` is called with each result, on the thread that makes them. References are borrowed.
  // Programs are started by `spawner`.
  DevBuild(const engine::Snapshot& snapshot, DeployOptions options, DevSpawner& spawner,
           absl::AnyInvocable<void(Result)> done);
  // Ends what is being made; its result is told to nobody.
  ~DevBuild();

  // Begins one. Not while another is being made.
  void Start();

 private:
  void Run();

  const engine::Snapshot& snapshot_;
  DeployOptions options_;
  DevSpawner& spawner_;
  absl::AnyInvocable<void(Result)> done_;
  absl::Mutex mutex_;
  bool wanted_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace host
