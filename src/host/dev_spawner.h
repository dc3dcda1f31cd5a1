#pragma once

#include <sys/types.h>

#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/synchronization/mutex.h"
#include "src/host/child_process.h"

namespace host {

// Starts programs of which nothing is left when they end, or when this process does. Each has a
// process group of its own, which is killed when the program ends or is to be ended, and it is
// killed when the thread that has started it goes (PR_SET_PDEATHSIG of prctl(2)). Keys that send
// signals at the terminal do not reach it. Any thread; goes after what it has started.
class DevSpawner : public Spawner {
 public:
  DevSpawner() = default;

  absl::StatusOr<std::unique_ptr<Child>> Spawn(const std::vector<std::string>& arguments,
                                               const std::filesystem::path& folder, int input,
                                               int output, int error) override;
  // Kills what runs.
  void EndAll();
  // The same, and starts nothing more.
  void Close();

 private:
  class Group;
  void KillAll() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  absl::Mutex mutex_;
  // Programs that nobody has waited for: their numbers are nobody else's.
  absl::flat_hash_set<pid_t> running_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace host
