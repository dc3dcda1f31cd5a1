#include "src/host/cron/scheduler.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "src/host/console.h"

namespace host {
namespace {

constexpr int64_t kNanosPerMilli = 1'000'000;

std::string TimeText(int64_t seconds) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(seconds),
                          absl::UTCTimeZone());
}

// Tells the scheduler how a run has ended, once: that it was cut off, when it is dropped.
class Report {
 public:
  explicit Report(absl::AnyInvocable<void(const worker::ScheduledResult&)> tell)
      : tell_(std::move(tell)) {}
  Report(Report&& other) noexcept : tell_(std::exchange(other.tell_, nullptr)) {}
  Report& operator=(Report&&) = delete;
  ~Report() {
    if (tell_ != nullptr) tell_({worker::Outcome::kCanceled});
  }
  void operator()(const worker::ScheduledResult& result) { std::exchange(tell_, nullptr)(result); }

 private:
  absl::AnyInvocable<void(const worker::ScheduledResult&)> tell_;
};

}  // namespace

CronScheduler::CronScheduler(loop::Loop& loop, CronLedger ledger, Options options)
    : loop_(loop),
      ledger_(std::move(ledger)),
      options_(std::move(options)),
      ended_timer_(loop_),
      gather_timer_(loop_),
      timer_(loop_),
      retry_timer_(loop_),
      port_(std::make_shared<worker::LanePort>(loop_)) {
  ledger_.WriteBoot([](const absl::Status&) {});
}

CronScheduler::~CronScheduler() { port_->Close(); }

Moment CronScheduler::Now() const {
  return {static_cast<int64_t>(std::floor(options_.clock->WallMillis())),
          options_.clock->MonotonicNanos()};
}

void CronScheduler::SetWorker(const WorkerCrons& worker) {
  TakeEnded();
  if (drained_) return;
  std::vector<CronLedger::Change> changes;
  for (const std::string& known : planner_.CronsOf(worker.worker)) {
    const CronPlanner::CronNumber number = *planner_.Find(worker.worker, known);
    if (std::ranges::find(worker.crons, known) != worker.crons.end()) {
      planner_.SetPolicy(number, worker.policy);
      continue;
    }
    if (IsClaimedAhead(number)) changes.push_back(ChangeOf(number));
    for (CronPlanner::RunNumber run : planner_.Remove(number)) runs_.erase(run);
    if (planner_.Find(number) == nullptr) crons_.erase(number);
  }
  const auto [place, added] = places_.try_emplace(worker.worker, last_place_);
  if (added) ++last_place_;
  for (const std::string& cron : worker.crons) {
    if (planner_.Find(worker.worker, cron)) continue;
    changes.push_back(AddCron(worker, cron, place->second));
  }
  if (!changes.empty()) {
    ledger_.Write(changes, [port = port_, this](absl::Status status) {
      if (status.ok()) return;
      port->Post([this, status = std::move(status)] {
        TellTrouble(absl::StrCat("what is kept of crons cannot be written: ", status.message()));
      });
    });
  }
  Poll();
}

CronLedger::Change CronScheduler::AddCron(const WorkerCrons& worker, const std::string& cron,
                                          size_t place) {
  const Moment now = Now();
  absl::StatusOr<std::optional<CronState>> kept = ledger_.Find(worker.worker, cron);
  if (!kept.ok()) {
    TellTrouble(absl::StrCat("what is kept of the cron ", Quoted(cron), " of ", worker.worker,
                             " cannot be read, and it counts as new: ", kept.status().message()));
  }
  const CronState state = kept.ok() && *kept ? **kept : CronState();
  std::optional<int64_t> through;
  if (kept.ok() && *kept) through = state.through;
  // The process that claimed it ended before it came.
  if (through && state.ahead && *through > now.wall_seconds()) through = now.wall_seconds();
  if (through && !options_.catches_up) through = std::max(*through, now.wall_seconds());
  CronExpression expression = CronExpression::Parse(cron).value();
  const int64_t cpu_millis = CronCpuMillis(expression, now.wall_seconds());
  const CronPlanner::CronNumber number =
      planner_.Add({worker.worker, cron, std::move(expression), worker.policy}, through, now);
  crons_[number] = {state.entries, cpu_millis, place};
  return ChangeOf(number);
}

CronLedger::Change CronScheduler::ChangeOf(CronPlanner::CronNumber number) const {
  const CronSpec& spec = *planner_.Find(number);
  return {spec.worker, spec.cron, CronState{planner_.through(number), crons_.at(number).entries},
          std::nullopt};
}

absl::Status CronScheduler::RunByHand(std::string_view worker, std::string_view cron,
                                      std::optional<int64_t> millis, RanByHand done) {
  const std::vector<std::string> crons = planner_.CronsOf(worker);
  if (crons.empty()) {
    return absl::NotFoundError(absl::StrCat("no worker with crons is called ", Quoted(worker)));
  }
  const std::optional<CronPlanner::CronNumber> number =
      planner_.Find(worker, cron.empty() && crons.size() == 1 ? crons.front() : cron);
  if (!number) {
    return absl::NotFoundError(absl::StrCat(
        "the worker ", Quoted(worker), cron.empty() ? " has several crons" : " has no cron ",
        cron.empty() ? "" : Quoted(cron), "; expected one of: ",
        absl::StrJoin(crons, ", ", [](std::string* out, std::string_view one) {
          absl::StrAppend(out, Quoted(one));
        })));
  }
  if (drained_) return absl::UnavailableError("the server is about to end");
  const int64_t when = millis.value_or(Now().wall_millis);
  const CronPlanner::Start start = planner_.StartByHand(*number, when / 1000);
  Begin(start, "manual");
  Run& run = runs_.at(start.run);
  run.scheduled_millis = when;
  run.by_hand = std::move(done);
  Claim({start.run}, {ChangeOf(*number)});
  return absl::OkStatus();
}

void CronScheduler::Begin(const CronPlanner::Start& start, std::string_view trigger) {
  Run& run = runs_[start.run];
  run.cron = start.cron;
  run.scheduled_millis = start.time * 1000;
  run.entry.number = crons_.at(start.cron).entries++;
  run.entry.time = start.time;
  run.entry.trigger = std::string(trigger);
}

void CronScheduler::Poll() {
  TakeEnded();
  if (drained_) return;
  const Moment now = Now();
  const CronPlanner::Plan plan = planner_.Advance(now);
  for (CronPlanner::RunNumber run : plan.dropped) runs_.erase(run);
  std::vector<CronLedger::Change> changes;
  if (plan.resynced) {
    TellTrouble("the clock has gone back by more than 3 hours: crons follow it");
    for (CronPlanner::CronNumber cron : plan.unsettled) changes.push_back(ChangeOf(cron));
  }
  for (const CronPlanner::Passed& passed : plan.passed) changes.push_back(NotePassed(passed));
  std::vector<CronPlanner::RunNumber> claimed;
  runs_.reserve(runs_.size() + plan.starts.size());
  for (const CronPlanner::Start& start : plan.starts) {
    if (start.attempt == 1) Begin(start, start.missed ? "missed" : "time");
    Run& run = runs_.at(start.run);
    if (start.attempt == 1 && crons_.at(start.cron).ahead == start.time) {
      run.claimed = true;
      begun_ahead_.insert(start.cron);
    }
    if (run.claimed) {
      Give(start.run);
      continue;
    }
    changes.push_back(ChangeOf(start.cron));
    claimed.push_back(start.run);
  }
  if (!changes.empty()) Claim(std::move(claimed), std::move(changes));
  WarmNext(now);
  ClaimNext(now);
  Arm();
}

void CronScheduler::WarmNext(const Moment& now) {
  const std::optional<int64_t> next = planner_.NextWallMillis();
  if (!options_.warm || !next || *next == warmed_millis_) return;
  if (*next < now.wall_millis || WarmsAt(*next) > now.wall_millis) return;
  warmed_millis_ = *next;
  absl::flat_hash_set<std::string_view> workers;
  for (CronPlanner::CronNumber number : planner_.DueAt(*next / 1000)) {
    const CronSpec& spec = *planner_.Find(number);
    if (workers.insert(spec.worker).second) options_.warm(crons_.at(number).place, spec.worker);
  }
}

int64_t CronScheduler::WarmsAt(int64_t next) {
  // They are counted anew when there are many more of them, and not for each that is added.
  const size_t hundreds = planner_.crons() / 128;
  if (warms_at_.next != next || warms_at_.hundreds != hundreds) {
    const auto due = static_cast<int64_t>(planner_.DueAt(next / 1000).size());
    const int64_t ahead = std::clamp(due * kWarmMillisOfOne, kWarmMillis, kMostWarmMillis);
    warms_at_ = {next, hundreds, next - ahead};
  }
  return warms_at_.at;
}

void CronScheduler::ClaimNext(const Moment& now) {
  const std::optional<int64_t> next = planner_.NextWallMillis();
  if (!next || *next == ahead_millis_) return;
  if (*next < now.wall_millis || *next > now.wall_millis + kAheadMillis) return;
  ahead_millis_ = *next;
  const int64_t time = *next / 1000;
  std::vector<CronPlanner::CronNumber> claimed;
  std::vector<CronLedger::Change> changes;
  for (CronPlanner::CronNumber number : planner_.DueAt(time)) {
    // All before it must be settled.
    if (planner_.IsBehind(number)) continue;
    CronLedger::Change change = ChangeOf(number);
    change.state->through = time;
    change.state->ahead = true;
    changes.push_back(std::move(change));
    crons_.at(number).asked_ahead = time;
    claimed.push_back(number);
  }
  if (changes.empty()) return;
  ledger_.Write(changes, [port = port_, this, time,
                          claimed = std::move(claimed)](const absl::Status& status) mutable {
    // Where it fails, those that begin are claimed then.
    if (!status.ok()) return;
    port->Post([this, time, claimed = std::move(claimed)] { OnClaimedAhead(claimed, time); });
  });
}

void CronScheduler::OnClaimedAhead(const std::vector<CronPlanner::CronNumber>& crons,
                                   int64_t time) {
  for (CronPlanner::CronNumber number : crons) {
    const auto cron = crons_.find(number);
    if (cron != crons_.end()) cron->second.ahead = time;
  }
}

void CronScheduler::Arm() {
  std::optional<int64_t> wall = planner_.NextWallMillis();
  if (options_.warm && wall && *wall > warmed_millis_) {
    *wall = WarmsAt(*wall);
  } else if (wall && *wall > ahead_millis_) {
    *wall -= kAheadMillis;
  }
  if (!wall) {
    timer_.Stop();
    armed_millis_.reset();
  } else if (armed_millis_ != wall) {
    armed_millis_ = wall;
    timer_.Start(*wall, [this] {
      armed_millis_.reset();
      Poll();
    });
  }
  const std::optional<int64_t> retry = planner_.NextRetryNanos();
  if (!retry) return retry_timer_.Stop();
  const int64_t wait = std::max<int64_t>(0, *retry - options_.clock->MonotonicNanos());
  retry_timer_.Start((wait + kNanosPerMilli - 1) / kNanosPerMilli, [this] { Poll(); });
}

CronLedger::Change CronScheduler::NotePassed(const CronPlanner::Passed& passed) {
  const bool overlap = passed.why == CronPlanner::Passed::Why::kOverlap;
  const CronSpec& spec = *planner_.Find(passed.cron);
  CronEntry entry;
  entry.number = crons_.at(passed.cron).entries++;
  entry.time = passed.last;
  entry.outcome = "skipped";
  entry.reason = overlap ? "overlap" : "missed";
  entry.count = passed.count;
  if (options_.meter_of) {
    options_.meter_of(spec.worker)->CountCronSkipped(overlap, static_cast<uint64_t>(passed.count));
  }
  const std::string time = TimeText(entry.time);
  options_.tell({"cron",
                 {{"worker", std::string_view(spec.worker)},
                  {"cron", LogEntry::Text{spec.cron}},
                  {"time", std::string_view(time)},
                  {"outcome", std::string_view("skipped")},
                  {"reason", std::string_view(entry.reason)},
                  {"count", int64_t{entry.count}}}},
                Weight::kProblem);
  WriteEntry(spec, entry);
  return ChangeOf(passed.cron);
}

void CronScheduler::Claim(std::vector<CronPlanner::RunNumber> runs,
                          std::vector<CronLedger::Change> changes) {
  ledger_.Write(changes, [port = port_, this, runs = std::move(runs)](absl::Status status) mutable {
    port->Post(
        [this, runs = std::move(runs), status = std::move(status)] { OnClaimed(runs, status); });
  });
}

void CronScheduler::OnClaimed(const std::vector<CronPlanner::RunNumber>& runs,
                              const absl::Status& status) {
  if (!status.ok()) {
    TellTrouble(absl::StrCat("crons do not run, for that cannot be noted: ", status.message()));
  }
  for (CronPlanner::RunNumber number : runs) {
    const auto run = runs_.find(number);
    if (run == runs_.end()) continue;
    if (!status.ok()) {
      ++run->second.entry.attempts;
      OnEnded(number, {worker::Outcome::kInternalError});
      continue;
    }
    run->second.claimed = true;
    Give(number);
  }
  if (!status.ok()) Poll();
}

void CronScheduler::Give(CronPlanner::RunNumber number) {
  Run& run = runs_.at(number);
  const CronSpec& spec = *planner_.Find(run.cron);
  const Cron& cron = crons_.at(run.cron);
  run.given_nanos = options_.clock->MonotonicNanos();
  run.given_millis = options_.clock->WallMillis();
  worker::ScheduledEvent event;
  event.worker = spec.worker;
  event.cron = spec.cron;
  event.scheduled_millis = static_cast<double>(run.scheduled_millis);
  event.cpu_millis = cron.cpu_millis;
  const size_t place = cron.place + static_cast<size_t>(run.entry.attempts++);
  begun_.push_back(number);
  StartGathering();
  options_.deliver(
      place, std::move(event),
      Report([port = port_, ended = ended_, this, number](const worker::ScheduledResult& result) {
        if (ended->Add(number, result)) port->Post([this] { OnSomeEnded(); });
      }));
}

void CronScheduler::OnSomeEnded() {
  const auto is_awaited = [](const auto& run) { return run.second.by_hand != nullptr; };
  if (drained_ || std::ranges::any_of(runs_, is_awaited)) return Poll();
  ended_timer_.Start(options_.gather_millis, [this] { Poll(); });
}

void CronScheduler::TakeEnded() {
  for (const EndedRuns::Ended& ended : ended_->Take()) OnEnded(ended.run, ended.result);
}

void CronScheduler::OnEnded(CronPlanner::RunNumber number, const worker::ScheduledResult& result) {
  const auto found = runs_.find(number);
  if (found == runs_.end()) return;
  Run& run = found->second;
  const CronPlanner::CronNumber cron = run.cron;
  const CronSpec spec = *planner_.Find(cron);
  Note(result, run);
  const Moment now = Now();
  const bool ok = result.outcome == worker::Outcome::kOk;
  const bool may_retry = !result.no_retry && result.outcome != worker::Outcome::kCanceled;
  const CronPlanner::Verdict verdict = planner_.Ended(number, ok, may_retry, now);
  if (options_.meter_of) options_.meter_of(spec.worker)->CountCron(result.outcome);
  std::optional<int64_t> retry_millis;
  if (verdict.retry_nanos) {
    retry_millis = (*verdict.retry_nanos - now.monotonic_nanos) / kNanosPerMilli;
  }
  WriteEntry(spec, run.entry);
  TellRun(spec, run.entry, retry_millis);
  RanByHand by_hand = std::move(run.by_hand);
  if (!verdict.retry_nanos) runs_.erase(found);
  if (planner_.Find(cron) == nullptr) crons_.erase(cron);
  // Who has asked finds it in the history.
  if (by_hand != nullptr) {
    WriteGathered([by_hand = std::move(by_hand), result]() mutable { by_hand(result); });
  }
}

void CronScheduler::Note(const worker::ScheduledResult& result, Run& run) {
  CronEntry& entry = run.entry;
  entry.outcome = std::string(worker::OutcomeName(result.outcome));
  entry.wall_micros = result.wall_nanos / 1000;
  entry.cpu_micros = result.cpu_nanos / 1000;
  entry.request = result.request == 0 ? "" : worker::RequestIdText(result.request);
  if (result.begun_nanos == 0) return;
  const double began =
      run.given_millis + static_cast<double>(result.begun_nanos - run.given_nanos) / kNanosPerMilli;
  entry.began_millis = static_cast<int64_t>(began);
  if (entry.attempts != 1) return;
  const double lag = began - static_cast<double>(run.scheduled_millis);
  entry.lag_micros = std::max<int64_t>(0, std::llround(lag * 1e3));
  if (entry.trigger == "time" && options_.lag_seconds != nullptr) {
    options_.lag_seconds->Observe(entry.lag_micros * 1000);
  }
}

void CronScheduler::WriteEntry(const CronSpec& spec, const CronEntry& entry) {
  StartGathering();
  gathered_[{spec.worker, spec.cron, entry.number}] = entry;
}

void CronScheduler::StartGathering() {
  if (gather_timer_.active()) return;
  gather_timer_.Start(options_.gather_millis, [this] {
    Poll();
    WriteGathered();
  });
}

void CronScheduler::WriteGathered(absl::AnyInvocable<void()> done) {
  for (CronPlanner::RunNumber number : std::exchange(begun_, {})) {
    // Of one that has ended there is an entry.
    const auto run = runs_.find(number);
    if (run != runs_.end()) WriteEntry(*planner_.Find(run->second.cron), run->second.entry);
  }
  std::vector<CronLedger::Change> changes;
  for (CronPlanner::CronNumber cron : std::exchange(begun_ahead_, {})) {
    // What is claimed again by now stays so.
    if (planner_.Find(cron) != nullptr && !IsClaimedAhead(cron)) changes.push_back(ChangeOf(cron));
  }
  for (auto& [key, entry] : std::exchange(gathered_, {})) {
    changes.push_back({std::get<0>(key), std::get<1>(key), std::nullopt, std::move(entry)});
  }
  gather_timer_.Stop();
  // That a time is settled is on the disk already: what may be lost here is how it ended.
  if (changes.empty()) return;
  ledger_.Write(changes, [port = port_, done = std::move(done)](const absl::Status&) mutable {
    if (done != nullptr) port->Post(std::move(done));
  });
}

void CronScheduler::TellRun(const CronSpec& spec, const CronEntry& entry,
                            std::optional<int64_t> retry_millis) const {
  const Weight weight = entry.outcome == "ok" ? Weight::kRun : Weight::kProblem;
  if (options_.wants && !options_.wants(weight)) return;
  const std::string time = TimeText(entry.time);
  LogEntry line{"cron",
                {{"worker", std::string_view(spec.worker)},
                 {"cron", LogEntry::Text{spec.cron}},
                 {"time", std::string_view(time)},
                 {"trigger", std::string_view(entry.trigger)},
                 {"outcome", std::string_view(entry.outcome)},
                 {"attempt", int64_t{entry.attempts}}}};
  if (entry.attempts == 1 && entry.began_millis != 0) {
    line.fields.emplace_back("lag_us", entry.lag_micros);
  }
  line.fields.emplace_back("cpu_us", entry.cpu_micros);
  line.fields.emplace_back("wall_us", entry.wall_micros);
  if (!entry.request.empty()) {
    line.fields.emplace_back("request", std::string_view(entry.request));
  }
  if (retry_millis) line.fields.emplace_back("retry_ms", *retry_millis);
  options_.tell(line, weight);
}

void CronScheduler::TellTrouble(std::string_view text) const {
  options_.tell({"cron", {{"problem", LogEntry::Text{text}}}}, Weight::kTrouble);
}

void CronScheduler::Drain() {
  TakeEnded();
  if (std::exchange(drained_, true)) return;
  std::vector<CronLedger::Change> changes;
  for (const auto& [number, cron] : crons_) {
    if (planner_.Find(number) != nullptr && IsClaimedAhead(number)) {
      changes.push_back(ChangeOf(number));
    }
  }
  if (!changes.empty()) ledger_.Write(changes, [](const absl::Status&) {});
  timer_.Stop();
  retry_timer_.Stop();
  for (CronPlanner::RunNumber run : planner_.Stop()) runs_.erase(run);
}

void CronScheduler::Finish() {
  Drain();
  for (auto& [number, run] : runs_) {
    run.entry.outcome = std::string(worker::OutcomeName(worker::Outcome::kCanceled));
    WriteEntry(*planner_.Find(run.cron), run.entry);
  }
  WriteGathered();
  // Writes are done in order.
  absl::Notification written;
  ledger_.WriteBoot([&written](const absl::Status&) { written.Notify(); });
  written.WaitForNotification();
}

}  // namespace host
