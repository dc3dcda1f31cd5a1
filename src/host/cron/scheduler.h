#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "src/base/clock.h"
#include "src/base/histogram.h"
#include "src/host/cron/ended_runs.h"
#include "src/host/cron/ledger.h"
#include "src/host/cron/planner.h"
#include "src/host/log_lines.h"
#include "src/loop/loop.h"
#include "src/loop/timer.h"
#include "src/loop/wall_timer.h"
#include "src/worker/lane_port.h"
#include "src/worker/meter.h"
#include "src/worker/scheduled.h"

namespace host {

// A worker's crons.
struct WorkerCrons {
  std::string worker;
  std::vector<std::string> crons;  // expressions that CronExpression reads
  CronPolicy policy;
};

// Fires crons: it has the timer, claims on the disk what the planner wants to begin, and gives it
// to the lanes. A time is claimed before it runs, so that no other process that has the ledger, nor
// this one after a crash, runs it again. Bound to the loop's thread.
class CronScheduler {
 public:
  // Gives an event to a lane. `place` chooses it: a worker has the same one, another for a run that
  // is tried again. `done` may be called on any thread, or dropped: then the run was cut off.
  using Deliver =
      std::function<void(size_t place, worker::ScheduledEvent event, worker::ScheduledDone done)>;
  // Tells a lane that a worker's time comes soon.
  using Warm = std::function<void(size_t place, const std::string& worker)>;
  // A line of the log tells of a run, of one that has failed or was passed over, or of something
  // that is wrong with the node.
  enum class Weight { kRun, kProblem, kTrouble };
  using Tell = std::function<void(const LogEntry& entry, Weight weight)>;
  using Wants = std::function<bool(Weight weight)>;
  // Called when a run that somebody has asked for is over.
  using RanByHand = absl::AnyInvocable<void(worker::ScheduledResult)>;

  struct Options {
    Deliver deliver;
    Tell tell;
    Wants wants;  // whether there is any use in telling; null: there is
    Warm warm;    // null: nobody is told
    // What a worker's runs are counted in; null: nothing is.
    std::function<std::shared_ptr<worker::Meter>(std::string_view worker)> meter_of;
    base::Histogram* lag_seconds = nullptr;  // borrowed; null: nothing
    // How long what ends, and entries of histories, are gathered before the scheduler looks at them
    // and writes them: what begins and ends within that time is one entry, and they keep out of the
    // way of runs that begin.
    int64_t gather_millis = 100;
    // Whether times that passed while no scheduler was there count as missed, or as nothing.
    bool catches_up = true;
    const base::Clock* clock = &base::Clock::Real();
  };

  // `loop` is borrowed.
  CronScheduler(loop::Loop& loop, CronLedger ledger, Options options);
  // How long before its time a worker's lane is told of it: as long as isolates for all that are
  // due then may take to be made on a busy machine, and the pool to be full again, within these
  // two.
  static constexpr int64_t kWarmMillis = 20'000;
  static constexpr int64_t kMostWarmMillis = 45'000;
  static constexpr int64_t kWarmMillisOfOne = 30;
  // How long before its time a run is claimed: a disk may take long to say that it has something.
  static constexpr int64_t kAheadMillis = 1'000;

  // The runs under way are told to nobody.
  ~CronScheduler();
  CronScheduler(const CronScheduler&) = delete;

  // Fires these crons of the worker from now on, and no others. Reads what the ledger has of them.
  void SetWorker(const WorkerCrons& worker);
  // Runs one now, whatever the time and whatever else of it is under way. `cron` empty: the only
  // one that the worker has. Errors are for people: kNotFound tells what there is.
  absl::Status RunByHand(std::string_view worker, std::string_view cron,
                         std::optional<int64_t> millis, RanByHand done);
  // Begins nothing more. What is under way goes on, and is noted when it ends.
  void Drain();
  // Notes that what is under way is cut off, and waits until all notes are on the disk.
  void Finish();
  // Looks at the clock now.
  void Poll();

  size_t running() const { return runs_.size(); }
  size_t crons() const { return planner_.crons(); }

 private:
  struct Cron {
    uint64_t entries = 0;    // of the history so far
    int64_t cpu_millis = 0;  // what a run may use
    size_t place = 0;
    int64_t asked_ahead = 0;  // the time for which a claim was asked before it came
    int64_t ahead = 0;        // the same, once it is on the disk
  };
  struct Run {
    CronPlanner::CronNumber cron = 0;
    bool claimed = false;
    CronEntry entry;
    int64_t scheduled_millis = 0;  // what the handler is told
    double given_millis = 0;       // when the last attempt was given to a lane, on both clocks
    int64_t given_nanos = 0;
    RanByHand by_hand = nullptr;
  };

  Moment Now() const;
  CronLedger::Change AddCron(const WorkerCrons& worker, const std::string& cron, size_t place);
  void Arm();
  // When lanes are told of those that are due at `next`. Milliseconds since the epoch, both.
  int64_t WarmsAt(int64_t next);
  // Has the lanes get ready those that are due next, if that is soon.
  void WarmNext(const Moment& now);
  // Claims those that are due next, if that is very soon.
  void ClaimNext(const Moment& now);
  void OnClaimedAhead(const std::vector<CronPlanner::CronNumber>& crons, int64_t time);
  // Whether the cron was claimed, or is, for a time that has not begun.
  bool IsClaimedAhead(CronPlanner::CronNumber number) const {
    return crons_.at(number).asked_ahead > planner_.through(number);
  }
  void Begin(const CronPlanner::Start& start, std::string_view trigger);
  CronLedger::Change NotePassed(const CronPlanner::Passed& passed);
  CronLedger::Change ChangeOf(CronPlanner::CronNumber cron) const;
  // Writes the claims of runs, and gives them to lanes when they are on the disk. That a time is
  // settled is all that a claim says.
  void Claim(std::vector<CronPlanner::RunNumber> runs, std::vector<CronLedger::Change> changes);
  void OnClaimed(const std::vector<CronPlanner::RunNumber>& runs, const absl::Status& status);
  void Give(CronPlanner::RunNumber number);
  // Some runs have ended: looks at them soon, or at once where somebody waits.
  void OnSomeEnded();
  void TakeEnded();
  void OnEnded(CronPlanner::RunNumber number, const worker::ScheduledResult& result);
  // Puts what became of a run into its entry.
  void Note(const worker::ScheduledResult& result, Run& run);
  // Has what is gathered written soon.
  void StartGathering();
  // Has the entry written soon.
  void WriteEntry(const CronSpec& spec, const CronEntry& entry);
  // Writes what is gathered. `done` is called on the loop when it is on the disk, or cannot be.
  void WriteGathered(absl::AnyInvocable<void()> done = nullptr);
  void TellRun(const CronSpec& spec, const CronEntry& entry,
               std::optional<int64_t> retry_millis) const;
  void TellTrouble(std::string_view text) const;

  loop::Loop& loop_;
  CronLedger ledger_;
  const Options options_;
  CronPlanner planner_;
  size_t last_place_ = 0;
  bool drained_ = false;
  int64_t ahead_millis_ = 0;             // the time for which claims were asked ahead
  std::optional<int64_t> armed_millis_;  // what timer_ waits for
  int64_t warmed_millis_ = 0;            // the time for which lanes were told
  // What WarmsAt was asked last, and what it said.
  struct {
    int64_t next = 0;
    size_t hundreds = 0;
    int64_t at = 0;
  } warms_at_;
  absl::flat_hash_map<CronPlanner::CronNumber, Cron> crons_;
  absl::flat_hash_map<std::string, size_t> places_;  // of workers
  absl::flat_hash_map<CronPlanner::RunNumber, Run> runs_;
  // Crons of which a state is to be written with the entries.
  absl::flat_hash_set<CronPlanner::CronNumber> begun_ahead_;
  // Runs that have begun, of which no entry is gathered yet: at that moment lanes have better to
  // do.
  std::vector<CronPlanner::RunNumber> begun_;
  // Entries that are to be written, by worker, cron and number.
  std::map<std::tuple<std::string, std::string, uint64_t>, CronEntry> gathered_;
  const std::shared_ptr<EndedRuns> ended_ = std::make_shared<EndedRuns>();
  loop::Timer ended_timer_;
  loop::Timer gather_timer_;
  loop::WallTimer timer_;
  loop::Timer retry_timer_;
  // The loop for the threads of lanes and of the store.
  const std::shared_ptr<worker::LanePort> port_;
};

}  // namespace host
