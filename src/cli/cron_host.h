#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "src/host/child_process.h"
#include "src/host/console.h"
#include "src/host/cron/scheduler.h"
#include "src/host/file_lock.h"
#include "src/loop/loop.h"
#include "src/loop/timer.h"
#include "src/store/store.h"

namespace cli {

// The folder in a data directory where it is kept what crons have run.
std::string CronFolder(const std::string& data_dir);

// Opens what is kept in `folder`, whether or not a server has it open. `create`: makes it if there
// is none; otherwise that is kNotFound. `spawner`: see OpenCheckedStore.
absl::StatusOr<std::unique_ptr<store::Store>> OpenCronStore(const std::string& folder, bool create,
                                                            host::Spawner* spawner = nullptr);

// The crons of a process that serves: opens what is kept of them, waits until no other process that
// has the same data directory runs them, and has them fire. Bound to the loop's thread.
class CronHost {
 public:
  struct Options {
    std::string data_dir;              // empty: nothing is kept
    host::Spawner* spawner = nullptr;  // see OpenCheckedStore
    host::CronScheduler::Options scheduler;
    // How often it looks whether another process that runs them has gone, and how long it waits for
    // that before it says so.
    int64_t look_millis = 1'000;
    int64_t patience_millis = 0;
  };

  // Everything is borrowed. Trouble with what is kept is told on the console, and crons run
  // without.
  CronHost(loop::Loop& loop, host::Console& console, Options options);
  ~CronHost();

  // Fires these from now on, and no others. `unknown`: workers whose crons nobody knows now, of
  // which nothing is forgotten.
  void Set(std::vector<host::WorkerCrons> workers, absl::flat_hash_set<std::string> unknown = {});
  // Null: another process runs them, or there are none.
  host::CronScheduler* scheduler() { return scheduler_.get(); }

  // Begins nothing more. When nothing is under way any more, another process may run them.
  void Drain();
  // Notes what is cut off. The last call.
  void Finish();

 private:
  // Takes the crons over, if no other process has them; tries again later if one does.
  void TakeOver();
  bool TakeLock();
  // Lets go of what another process waits for, as soon as nothing is under way.
  void Release();
  void Open();
  void Apply();
  void Say(std::string_view line) const;

  loop::Loop& loop_;
  host::Console& console_;
  Options options_;
  std::vector<host::WorkerCrons> workers_;
  absl::flat_hash_set<std::string> unknown_;
  absl::flat_hash_set<std::string> fired_;  // workers that the scheduler has
  int64_t waited_millis_ = 0;
  bool said_ = false;  // whether it was told that another process has them
  bool drained_ = false;
  loop::Timer timer_;
  std::optional<host::FileLock> lock_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<host::CronScheduler> scheduler_;
};

}  // namespace cli
