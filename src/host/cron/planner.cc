#include "src/host/cron/planner.h"

#include <algorithm>
#include <string>

#include "absl/log/absl_check.h"

namespace host {
namespace {

constexpr int64_t kMinute = 60;
constexpr int64_t kNanosPerMilli = 1'000'000;

// A number made of others that looks like chance, and is the same every time.
uint64_t Mix(uint64_t value) {
  value += 0x9e3779b97f4a7c15;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

}  // namespace

CronPlanner::CronNumber CronPlanner::Add(CronSpec spec, std::optional<int64_t> through,
                                         const Moment& now) {
  const int64_t seconds = now.wall_seconds();
  latest_ = std::max(latest_, seconds);
  const CronNumber number = ++last_cron_;
  auto cron = std::make_unique<Cron>(std::move(spec));
  cron->turn = CronsOf(cron->spec.worker).size();
  // A node whose clock was far ahead when it ran last.
  if (through && *through > seconds + kResyncSeconds) through.reset();
  cron->through = through.value_or(seconds);
  const bool added = names_.try_emplace({cron->spec.worker, cron->spec.cron}, number).second;
  ABSL_CHECK(added) << cron->spec.worker << " has " << cron->spec.cron << " already";
  Cron& kept = *cron;
  crons_.emplace(number, std::move(cron));
  SetNext(number, kept, kept.through);
  return number;
}

void CronPlanner::SetNext(CronNumber number, Cron& cron, int64_t after) {
  due_.erase({cron.next, number});
  cron.next = cron.spec.expression.Next(after);
  if (!stopped_ && !cron.removed) due_.emplace(cron.next, number);
}

std::vector<CronPlanner::RunNumber> CronPlanner::Remove(CronNumber number) {
  Cron& cron = *crons_.at(number);
  std::vector<RunNumber> dropped;
  DropRetries(number, cron, dropped);
  cron.removed = true;
  cron.queue.clear();
  due_.erase({cron.next, number});
  ready_.erase(number);
  names_.erase({cron.spec.worker, cron.spec.cron});
  EraseIfUnused(number);
  return dropped;
}

void CronPlanner::EraseIfUnused(CronNumber number) {
  const Cron& cron = *crons_.at(number);
  if (cron.removed && cron.running == 0 && cron.retrying == 0) crons_.erase(number);
}

CronPlanner::Plan CronPlanner::Advance(const Moment& now) {
  Plan plan;
  if (stopped_) return plan;
  const int64_t seconds = now.wall_seconds();
  if (latest_ != INT64_MIN && seconds < latest_ - kResyncSeconds) {
    plan.resynced = true;
    Resync(seconds, plan);
    latest_ = seconds;
  }
  latest_ = std::max(latest_, seconds);
  while (!due_.empty() && due_.begin()->first <= seconds) {
    const CronNumber number = due_.begin()->second;
    TakeDue(number, *crons_.at(number), seconds, plan);
  }
  while (!retries_.empty() && retries_.begin()->first <= now.monotonic_nanos) {
    const RunNumber number = retries_.begin()->second;
    retries_.erase(retries_.begin());
    Run& run = runs_.at(number);
    run.retry_nanos.reset();
    Cron& cron = *crons_.at(run.cron);
    --cron.retrying;
    ++cron.running;
    plan.starts.push_back({number, run.cron, run.time, ++run.attempt, run.missed});
  }
  for (CronNumber number : std::exchange(ready_, {})) {
    BeginQueued(number, *crons_.at(number), plan);
  }
  std::ranges::stable_sort(plan.starts, {},
                           [this](const Start& start) { return crons_.at(start.cron)->turn; });
  return plan;
}

void CronPlanner::Resync(int64_t now, Plan& plan) {
  for (auto& [number, cron] : crons_) {
    if (cron->removed) continue;
    // What is over the horizon of the new time is no longer missed, nor settled.
    std::erase_if(cron->queue, [now](int64_t time) { return time > now; });
    if (cron->through > now) plan.unsettled.push_back(number);
    cron->through = std::min(cron->through, now);
    SetNext(number, *cron, now);
  }
}

void CronPlanner::TakeDue(CronNumber number, Cron& cron, int64_t now, Plan& plan) {
  const int64_t newest = cron.spec.expression.Previous(now);
  const bool missed = newest + kMinute <= now;
  switch (cron.spec.policy.missed) {
    case Missed::kAll:
      QueueMissed(number, cron, missed ? newest : newest - 1, plan);
      if (!missed) TakeTime(number, cron, newest, false, plan);
      break;
    case Missed::kLatest:
      PassOver(number, cron, newest, plan);
      TakeTime(number, cron, newest, missed, plan);
      break;
    case Missed::kSkip:
      PassOver(number, cron, missed ? newest + 1 : newest, plan);
      if (!missed) TakeTime(number, cron, newest, false, plan);
      break;
  }
  SetNext(number, cron, newest);
}

void CronPlanner::PassOver(CronNumber number, const Cron& cron, int64_t newest, Plan& plan) const {
  // `next` is the first that is not settled: nearly always there is none before the newest.
  if (cron.next >= newest) return;
  Passed passed{number, Passed::Why::kMissed, cron.spec.expression.Previous(newest - 1), 0};
  for (int64_t time = passed.last; time >= cron.next && passed.count < kMostCounted;
       time = cron.spec.expression.Previous(time - 1)) {
    ++passed.count;
  }
  plan.passed.push_back(passed);
}

void CronPlanner::QueueMissed(CronNumber number, Cron& cron, int64_t until, Plan& plan) {
  if (cron.next > until) return;
  std::vector<int64_t> times;
  int64_t time = cron.spec.expression.Previous(until);
  for (; time >= cron.next && times.size() < kMostCaughtUp;
       time = cron.spec.expression.Previous(time - 1)) {
    times.push_back(time);
  }
  if (time >= cron.next) PassOver(number, cron, times.back(), plan);
  cron.queue.insert(cron.queue.end(), times.rbegin(), times.rend());
  if (cron.queue.size() > kMostCaughtUp) {
    const size_t dropped = cron.queue.size() - kMostCaughtUp;
    plan.passed.push_back(
        {number, Passed::Why::kMissed, cron.queue[dropped - 1], static_cast<int>(dropped)});
    cron.queue.erase(cron.queue.begin(), cron.queue.begin() + static_cast<ptrdiff_t>(dropped));
  }
  if (cron.running == 0 && cron.retrying == 0) ready_.insert(number);
}

void CronPlanner::TakeTime(CronNumber number, Cron& cron, int64_t time, bool missed, Plan& plan) {
  if (!cron.queue.empty() || (cron.catching_up && cron.running + cron.retrying > 0)) {
    // Those that it missed come first.
    cron.queue.push_back(time);
    if (cron.queue.size() > kMostCaughtUp) {
      plan.passed.push_back({number, Passed::Why::kMissed, cron.queue.front(), 1});
      cron.queue.pop_front();
    }
    if (cron.running == 0 && cron.retrying == 0) ready_.insert(number);
    return;
  }
  if (cron.running > 0 && cron.spec.policy.overlap == Overlap::kSkip) {
    cron.through = std::max(cron.through, time);
    plan.passed.push_back({number, Passed::Why::kOverlap, time, 1});
    return;
  }
  Begin(number, cron, time, missed, plan);
}

void CronPlanner::BeginQueued(CronNumber number, Cron& cron, Plan& plan) {
  if (cron.queue.empty() || cron.running > 0 || cron.retrying > 0) return;
  const int64_t time = cron.queue.front();
  cron.queue.pop_front();
  Begin(number, cron, time, true, plan);
  cron.catching_up = true;
}

void CronPlanner::Begin(CronNumber number, Cron& cron, int64_t time, bool missed, Plan& plan) {
  // A newer time takes the place of an older one that waits to be tried again.
  if (cron.spec.policy.overlap == Overlap::kSkip) DropRetries(number, cron, plan.dropped);
  cron.catching_up = false;
  cron.through = std::max(cron.through, time);
  ++cron.running;
  const RunNumber run = ++last_run_;
  runs_[run] = {number, time, 1, false, missed, std::nullopt};
  plan.starts.push_back({run, number, time, 1, missed});
}

void CronPlanner::DropRetries(CronNumber number, Cron& cron, std::vector<RunNumber>& dropped) {
  for (auto it = retries_.begin(); cron.retrying > 0 && it != retries_.end();) {
    if (runs_.at(it->second).cron != number) {
      ++it;
      continue;
    }
    dropped.push_back(it->second);
    runs_.erase(it->second);
    it = retries_.erase(it);
    --cron.retrying;
  }
}

CronPlanner::Start CronPlanner::StartByHand(CronNumber number, int64_t time) {
  ++crons_.at(number)->running;
  const RunNumber run = ++last_run_;
  runs_[run] = {number, time, 1, true, false, std::nullopt};
  return {run, number, time, 1, false};
}

CronPlanner::Verdict CronPlanner::Ended(RunNumber number, bool ok, bool may_retry,
                                        const Moment& now) {
  Run& run = runs_.at(number);
  const CronNumber cron_number = run.cron;
  Cron& cron = *crons_.at(cron_number);
  --cron.running;
  Verdict verdict{run.attempt, std::nullopt};
  if (!ok && may_retry && !run.by_hand && !stopped_ && !cron.removed &&
      run.attempt <= cron.spec.policy.retries) {
    run.retry_nanos = now.monotonic_nanos + RetryDelayNanos(cron, run);
    retries_.emplace(*run.retry_nanos, number);
    ++cron.retrying;
    verdict.retry_nanos = run.retry_nanos;
    return verdict;
  }
  runs_.erase(number);
  if (!cron.queue.empty() && cron.running == 0 && cron.retrying == 0) ready_.insert(cron_number);
  EraseIfUnused(cron_number);
  return verdict;
}

int64_t CronPlanner::RetryDelayNanos(const Cron& cron, const Run& run) const {
  int64_t millis = cron.spec.policy.retry_millis;
  for (int i = 1; i < run.attempt && millis < kMostRetryMillis; ++i) millis *= 2;
  millis = std::min(millis, kMostRetryMillis);
  // Up to a fifth more: those that failed together are not all tried again together.
  const uint64_t chance = Mix(run.cron * 31 + static_cast<uint64_t>(run.time + run.attempt)) % 1024;
  return (millis + millis * static_cast<int64_t>(chance) / (5 * 1024)) * kNanosPerMilli;
}

std::vector<CronPlanner::RunNumber> CronPlanner::Stop() {
  stopped_ = true;
  due_.clear();
  ready_.clear();
  std::vector<RunNumber> over;
  for (const auto& [nanos, run] : std::exchange(retries_, {})) {
    over.push_back(run);
    --crons_.at(runs_.at(run).cron)->retrying;
    runs_.erase(run);
  }
  for (auto& [number, cron] : crons_) cron->queue.clear();
  return over;
}

std::optional<int64_t> CronPlanner::NextWallMillis() const {
  if (!ready_.empty()) return INT64_MIN;
  if (due_.empty()) return std::nullopt;
  return due_.begin()->first * 1000;
}

std::optional<int64_t> CronPlanner::NextRetryNanos() const {
  if (retries_.empty()) return std::nullopt;
  return retries_.begin()->first;
}

std::vector<CronPlanner::CronNumber> CronPlanner::DueAt(int64_t time) const {
  std::vector<CronNumber> due;
  for (auto it = due_.lower_bound({time, 0}); it != due_.end() && it->first == time; ++it) {
    due.push_back(it->second);
  }
  return due;
}

const CronSpec* CronPlanner::Find(CronNumber number) const {
  const auto found = crons_.find(number);
  return found == crons_.end() ? nullptr : &found->second->spec;
}

std::optional<CronPlanner::CronNumber> CronPlanner::Find(std::string_view worker,
                                                         std::string_view cron) const {
  const auto found = names_.find(std::pair<std::string, std::string>(worker, cron));
  if (found == names_.end()) return std::nullopt;
  return found->second;
}

std::vector<std::string> CronPlanner::CronsOf(std::string_view worker) const {
  std::vector<std::string> crons;
  for (auto it = names_.lower_bound(std::pair<std::string, std::string>(worker, ""));
       it != names_.end() && it->first.first == worker; ++it) {
    crons.push_back(it->first.second);
  }
  return crons;
}

}  // namespace host
