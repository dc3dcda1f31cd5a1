#pragma once

// Inside this room only: includes lmdb.h.

#include <cstdint>
#include <deque>
#include <memory>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "src/store/lmdb_env.h"

namespace store {

// The one thread that writes to a file: what has come in while a commit was under way is committed
// together, with one sync of the disk. Any thread.
class LmdbWriter {
 public:
  // Changes the file in the transaction. What it returns is LMDB's error. `refused` is set when it
  // has changed nothing, and why. It may be called more than once, when a transaction was given up.
  using Work = absl::AnyInvocable<int(MDB_txn* txn, absl::Status& refused)>;
  // Called on the writer's thread when what was done is on the disk, or failed.
  using Done = absl::AnyInvocable<void(absl::Status)>;

  struct Options {
    // How long work may wait for more of it before it is committed.
    int64_t gather_millis = 0;
    // How often `idle` is called, on the writer's thread.
    int64_t idle_millis = 1'000;
    absl::AnyInvocable<void()> idle = nullptr;
  };

  LmdbWriter(std::shared_ptr<LmdbEnv> env, Options options);
  // Does what was asked for before.
  ~LmdbWriter();
  LmdbWriter(const LmdbWriter&) = delete;

  void Post(Work work, Done done);
  // The same, and waits. Not on the writer's thread.
  absl::Status Do(Work work);
  // Does it at once, on the writer's thread: in `idle`.
  absl::Status DoHere(Work work);

 private:
  struct Job {
    Work work;
    Done done;
    absl::Status result = {};
  };

  void Run();
  // Whether there is something to commit; waits for it.
  bool Take(std::vector<Job>& batch);
  void Commit(std::vector<Job>& batch);
  // One transaction for all of them; LMDB's error.
  int TryCommit(std::vector<Job>& batch);
  bool HasWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || !jobs_.empty(); }

  const std::shared_ptr<LmdbEnv> env_;
  Options options_;
  absl::Mutex mutex_;
  std::deque<Job> jobs_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace store
