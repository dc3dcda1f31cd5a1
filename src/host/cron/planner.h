#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "src/host/cron/policy.h"
#include "src/host/cron_expression.h"

namespace host {

// A moment on both clocks: the one on the wall, which may be set, and one that never goes back and
// may stand still while the machine is asleep.
struct Moment {
  int64_t wall_millis = 0;  // since the epoch
  int64_t monotonic_nanos = 0;

  int64_t wall_seconds() const { return wall_millis / 1000 - (wall_millis % 1000 < 0 ? 1 : 0); }
};

// One expression of one worker.
struct CronSpec {
  std::string worker;
  std::string cron;  // as it is written
  CronExpression expression;
  CronPolicy policy;
};

// Decides what runs when. It has no clock, no timer and no disk: it is told what time it is, and
// what has become of runs, and says what is to be done. A value of one thread.
//
// A time of a cron is *due* from the beginning of its minute, and *missed* when its minute is over.
// Each cron has a time up to which all is settled (`through`): it has run, or was passed over. Only
// later times ever run, so that a clock that goes back, or a node that starts again within the
// minute, runs none twice. A clock that goes back by more than kResyncSeconds was wrong before:
// what is settled then is forgotten, and times that it had reached run again when they come.
class CronPlanner {
 public:
  static constexpr int64_t kResyncSeconds = 3 * 3600;
  static constexpr int64_t kMostRetryMillis = 300'000;

  // A cron, as long as it is there. Numbers are not used again.
  using CronNumber = uint64_t;
  using RunNumber = uint64_t;

  // A run that is to begin now.
  struct Start {
    RunNumber run = 0;
    CronNumber cron = 0;
    int64_t time = 0;  // the time that is meant, in seconds since the epoch
    int attempt = 1;
    bool missed = false;
  };
  // Times that do not run.
  struct Passed {
    enum class Why { kOverlap, kMissed };
    CronNumber cron = 0;
    Why why = Why::kMissed;
    int64_t last = 0;  // the newest of them
    int count = 0;     // at most kMostCounted are counted
  };
  static constexpr int kMostCounted = 1'000;

  struct Plan {
    // Crons of different workers alternate.
    std::vector<Start> starts;
    std::vector<Passed> passed;
    // Runs that waited to be tried again, and are over: a newer time has come.
    std::vector<RunNumber> dropped;
    // The clock has gone back far: crons of which less is settled now.
    bool resynced = false;
    std::vector<CronNumber> unsettled;
  };

  // What becomes of a run that has ended.
  struct Verdict {
    int attempt = 1;  // the one that has ended
    // When the run is tried again, on the clock that never goes back. Nullopt: it is over.
    std::optional<int64_t> retry_nanos;
  };

  // Adds a cron. `through`: up to when it is settled, in seconds since the epoch; nullopt: it is
  // new, and its first time is the first after `now`.
  CronNumber Add(CronSpec spec, std::optional<int64_t> through, const Moment& now);
  // Takes a cron away: it begins no more runs. One that is under way goes on. The runs that waited
  // to be tried again: they are over.
  std::vector<RunNumber> Remove(CronNumber cron);

  void SetPolicy(CronNumber cron, CronPolicy policy) { crons_.at(cron)->spec.policy = policy; }

  // What is to be done by now. Moments may come in any order.
  Plan Advance(const Moment& now);
  // Begins a run that no time has asked for. It is not tried again, and settles nothing.
  Start StartByHand(CronNumber cron, int64_t time);
  // A run has ended. What its end makes possible is of the next plan.
  Verdict Ended(RunNumber run, bool ok, bool may_retry, const Moment& now);
  // Begins nothing more, retries included. The runs that waited to be tried again: they are over.
  std::vector<RunNumber> Stop();

  // When Advance has something to do next, in milliseconds since the epoch, and on the other clock.
  std::optional<int64_t> NextWallMillis() const;
  std::optional<int64_t> NextRetryNanos() const;

  // The crons of which the next time is this, in seconds since the epoch.
  std::vector<CronNumber> DueAt(int64_t time) const;
  // Whether times of it before its next one may still begin.
  bool IsBehind(CronNumber cron) const { return !crons_.at(cron)->queue.empty(); }
  // Null: it has been removed, and no run of it is under way.
  const CronSpec* Find(CronNumber cron) const;
  std::optional<CronNumber> Find(std::string_view worker, std::string_view cron) const;
  // The expressions of a worker.
  std::vector<std::string> CronsOf(std::string_view worker) const;
  // Up to when a cron is settled.
  int64_t through(CronNumber cron) const { return crons_.at(cron)->through; }
  // The next time of a cron, in seconds since the epoch.
  int64_t next(CronNumber cron) const { return crons_.at(cron)->next; }
  size_t running() const { return runs_.size() - retries_.size(); }
  size_t crons() const { return names_.size(); }

 private:
  struct Cron {
    explicit Cron(CronSpec spec) : spec(std::move(spec)) {}

    CronSpec spec;
    size_t turn = 0;  // how many crons the worker had before it
    int64_t through = 0;
    int64_t next = 0;
    int running = 0;
    int retrying = 0;           // runs that wait to be tried again
    bool catching_up = false;   // the run under way was of `queue`
    std::deque<int64_t> queue;  // missed times that run one after the other
    bool removed = false;
  };
  struct Run {
    CronNumber cron = 0;
    int64_t time = 0;
    int attempt = 1;
    bool by_hand = false;
    bool missed = false;
    std::optional<int64_t> retry_nanos;  // set: it waits
  };

  void SetNext(CronNumber number, Cron& cron, int64_t after);
  void Resync(int64_t now, Plan& plan);
  // `cron` has times up to `now` that are not settled.
  void TakeDue(CronNumber number, Cron& cron, int64_t now, Plan& plan);
  // Counts the times after `cron.through` and before `newest`, and says that they are passed over.
  void PassOver(CronNumber number, const Cron& cron, int64_t newest, Plan& plan) const;
  void TakeTime(CronNumber number, Cron& cron, int64_t time, bool missed, Plan& plan);
  // Puts the missed times up to `newest` into the queue.
  void QueueMissed(CronNumber number, Cron& cron, int64_t newest, Plan& plan);
  void BeginQueued(CronNumber number, Cron& cron, Plan& plan);
  void Begin(CronNumber number, Cron& cron, int64_t time, bool missed, Plan& plan);
  void DropRetries(CronNumber number, Cron& cron, std::vector<RunNumber>& dropped);
  void EraseIfUnused(CronNumber number);
  int64_t RetryDelayNanos(const Cron& cron, const Run& run) const;

  CronNumber last_cron_ = 0;
  RunNumber last_run_ = 0;
  int64_t latest_ = INT64_MIN;  // the latest second that was seen, since the last resync
  bool stopped_ = false;
  absl::flat_hash_map<CronNumber, std::unique_ptr<Cron>> crons_;
  std::map<std::pair<std::string, std::string>, CronNumber, std::less<>> names_;
  std::set<std::pair<int64_t, CronNumber>> due_;     // by `next`
  std::set<CronNumber> ready_;                       // with a queue that may go on
  absl::flat_hash_map<RunNumber, Run> runs_;         // under way, or waiting to be tried again
  std::set<std::pair<int64_t, RunNumber>> retries_;  // by `retry_nanos`
};

}  // namespace host
