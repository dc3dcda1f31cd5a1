#include "src/engine/watchdog.h"

#include <pthread.h>
#include <time.h>

#include <algorithm>
#include <utility>

#include "src/base/clock.h"
#include "src/base/thread_priority.h"
#include "src/engine/isolate.h"
#include "src/engine/parking.h"

namespace engine {
namespace {

int64_t ReadClock(clockid_t clock) {
  timespec now = {};
  clock_gettime(clock, &now);
  return int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

clockid_t OwnCpuClock() {
  clockid_t clock = CLOCK_THREAD_CPUTIME_ID;
  pthread_getcpuclockid(pthread_self(), &clock);
  return clock;
}

void SleepFor(int64_t nanos) {
  const timespec time = {static_cast<time_t>(nanos / 1'000'000'000), nanos % 1'000'000'000};
  clock_nanosleep(CLOCK_MONOTONIC, 0, &time, nullptr);
}

}  // namespace

Watchdog::Watchdog(WatchdogOptions options) : options_(options), thread_([this] { Run(); }) {}

Watchdog::~Watchdog() {
  stopped_.store(true, std::memory_order_relaxed);
  Wake();
  thread_.join();
}

void Watchdog::Add(Watch* watch) {
  absl::MutexLock lock(mutex_);
  watches_.push_back(watch);
}

void Watchdog::Remove(Watch* watch) {
  absl::MutexLock lock(mutex_);
  std::erase(watches_, watch);
}

void Watchdog::Wake() {
  absl::MutexLock lock(sleep_mutex_);
  wake_ = true;
}

void Watchdog::Run() {
  base::BePrompt();
  int64_t last_turn = base::Clock::Real().MonotonicNanos();
  while (!stopped_.load(std::memory_order_relaxed)) {
    SleepFor(options_.tick);
    const int64_t now = base::Clock::Real().MonotonicNanos();
    bool any = false;
    {
      absl::MutexLock lock(mutex_);
      any = Tick(now);
    }
    if (any) last_turn = now;
    if (now - last_turn < options_.doze) continue;
    // A turn that begins after this sees the flag; one that began before is seen by the tick.
    asleep_.store(true, std::memory_order_seq_cst);
    {
      absl::MutexLock lock(mutex_);
      any = Tick(now);
    }
    if (!any) {
      absl::MutexLock lock(sleep_mutex_);
      sleep_mutex_.Await(absl::Condition(&wake_));
    }
    asleep_.store(false, std::memory_order_seq_cst);
    absl::MutexLock lock(sleep_mutex_);
    wake_ = stopped_.load(std::memory_order_relaxed);
    last_turn = base::Clock::Real().MonotonicNanos();
  }
}

bool Watchdog::Tick(int64_t now_nanos) {
  bool any = false;
  for (Watch* watch : watches_) any = watch->Look(now_nanos, options_) || any;
  if (any) BoundAstray(now_nanos);
  return any;
}

void Watchdog::BoundAstray(int64_t now_nanos) {
  std::vector<Watch*> watches;
  std::vector<AstrayTurn> turns;
  for (Watch* watch : watches_) {
    absl::MutexLock lock(watch->mutex_);
    const uint64_t turn = watch->turn_.load(std::memory_order_acquire);
    if ((turn & Watch::kStateMask) != Watch::kAstray || watch->memory_.terminated != 0) continue;
    if (watch->suspended_.load(std::memory_order_relaxed)) continue;
    watches.push_back(watch);
    turns.push_back({watch->tenant_, now_nanos - watch->memory_.first_seen});
  }
  const std::optional<size_t> chosen = ChooseTurnToEnd(turns, options_.max_astray);
  if (!chosen) return;
  Watch* watch = watches[*chosen];
  absl::MutexLock lock(watch->mutex_);
  if (watch->turn_.load(std::memory_order_acquire) == (watch->memory_.turn | Watch::kAstray)) {
    watch->Terminate(now_nanos, Termination::kCpu);
  }
}

Watch::Watch(Watchdog& watchdog)
    : watchdog_(watchdog),
      cpu_clock_(OwnCpuClock()),
      thread_(base::ThreadId()),
      zone_(own_turn_zone),
      counts_(base::OwnCounts()),
      signal_stack_(std::make_unique<SignalStack>()) {
  watchdog_.Add(this);
}

Watch::~Watch() { watchdog_.Remove(this); }

void Watch::Begin(Isolate& isolate, TurnListener* listener, uint64_t tenant, int64_t left_nanos) {
  isolate_ = &isolate;
  listener_ = listener;
  tenant_ = tenant;
  Charge(left_nanos);
  const uint64_t number = (turn_.load(std::memory_order_relaxed) | kStateMask) + 1;
  turn_.store(number | kRunning, std::memory_order_seq_cst);
  zone_.parkable.store(listener != nullptr, std::memory_order_relaxed);
  watchdog_.Notice();
}

void Watch::Charge(int64_t left_nanos) {
  left_nanos_.store(left_nanos, std::memory_order_relaxed);
  charge_.store(charge_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
}

void Watch::Suspend() {
  suspended_.store(true, std::memory_order_release);
  // Whoever has just seen that too much was used sees that somebody else pays.
  Charge(INT64_MAX);
}

void Watch::Continue(int64_t left_nanos) {
  Charge(left_nanos);
  suspended_.store(false, std::memory_order_release);
  watchdog_.Notice();
}

bool Watch::End() {
  zone_.parkable.store(false, std::memory_order_relaxed);
  uint64_t turn = turn_.load(std::memory_order_relaxed);
  const uint64_t idle = turn & ~uint64_t{kStateMask};
  if ((turn & kStateMask) == kRunning &&
      turn_.compare_exchange_strong(turn, idle, std::memory_order_acq_rel)) {
    return false;
  }
  // First: the watchdog would wait for an idle thread that is in the lock, and with it would those
  // that it is to look after.
  base::SetIdle(thread_, false);
  {
    absl::MutexLock lock(mutex_);
    turn_.store(idle, std::memory_order_release);
  }
  // The watchdog may have made it idle meanwhile. It does not any more.
  base::SetIdle(thread_, false);
  return true;
}

int64_t Watch::CpuSince(int64_t began_nanos, int64_t now_nanos) const {
  const int64_t elapsed = now_nanos - began_nanos;
  if (sample_charge_.load(std::memory_order_acquire) != charge_.load(std::memory_order_relaxed)) {
    return elapsed;
  }
  const int64_t until_sample = sample_mono_.load(std::memory_order_relaxed) - began_nanos;
  const int64_t since_sample =
      ReadClock(CLOCK_THREAD_CPUTIME_ID) - sample_cpu_.load(std::memory_order_relaxed);
  return std::clamp<int64_t>(until_sample + since_sample, 0, elapsed);
}

int64_t Watch::ThreadCpuNanos() const { return ReadClock(cpu_clock_); }

TurnView Watch::View(int64_t now_nanos) const {
  TurnView view;
  view.age = now_nanos - memory_.first_seen;
  view.astray = (turn_.load(std::memory_order_relaxed) & kStateMask) == kAstray;
  view.idle = memory_.idle;
  const int64_t cpu = ThreadCpuNanos();
  view.turn_cpu = cpu - memory_.first_cpu;
  view.cpu = cpu - memory_.charge_cpu;
  view.cpu_left = left_nanos_.load(std::memory_order_relaxed);
  view.since_memory_check = now_nanos - memory_.memory_checked;
  view.terminated = memory_.terminated != 0;
  view.since_terminated = now_nanos - memory_.terminated;
  view.cpu_since_terminated = cpu - memory_.terminated_cpu;
  view.given_up = memory_.given_up;
  return view;
}

bool Watch::Look(int64_t now_nanos, const WatchdogOptions& options) {
  uint64_t turn = turn_.load(std::memory_order_acquire);
  const uint64_t number = turn & ~uint64_t{kStateMask};
  const bool is_new = number != memory_.turn;
  if ((turn & kStateMask) == kIdle) {
    memory_.turn = number;
    return is_new;
  }
  const uint64_t charge = charge_.load(std::memory_order_acquire);
  if (is_new) {
    memory_ = Memory();
    memory_.turn = number;
    memory_.first_seen = now_nanos;
    memory_.memory_checked = now_nanos;
    memory_.first_malloc = zone_.V8Bytes(counts_);
  }
  if (memory_.parked) return false;
  // Nothing of it is measured until it goes on, and then anew.
  if (suspended_.load(std::memory_order_acquire)) {
    memory_.turn = 0;
    return false;
  }
  if (is_new || charge != memory_.charge) {
    memory_.charge = charge;
    memory_.charge_cpu = ThreadCpuNanos();
    sample_mono_.store(now_nanos, std::memory_order_relaxed);
    sample_cpu_.store(memory_.charge_cpu, std::memory_order_relaxed);
    sample_charge_.store(charge, std::memory_order_release);
    if (is_new) memory_.first_cpu = memory_.charge_cpu;
  }
  const Parked parked = zone_.parked.load(std::memory_order_acquire);
  if (parked != Parked::kNo) {
    TakeParked(now_nanos, number, parked);
    return true;
  }
  if (is_new) return true;
  const TurnVerdict verdict = JudgeTurn(View(now_nanos), options);
  if (verdict == TurnVerdict()) return true;

  absl::MutexLock lock(mutex_);
  if (verdict.hand_over && !HandOver(number)) return true;
  // Only an astray turn cannot end while the lock is held.
  if (turn_.load(std::memory_order_acquire) != (number | kAstray)) return true;
  if (verdict.make_idle && !stays_prompt_.load(std::memory_order_relaxed)) MakeIdle();
  if (verdict.terminate && charge_.load(std::memory_order_acquire) == charge) {
    Terminate(now_nanos, Termination::kCpu);
  } else if (verdict.check_memory) {
    memory_.memory_checked = now_nanos;
    isolate_->RequestMemoryCheck();
  }
  if (memory_.terminated == 0) CheckMalloc(now_nanos);
  if (verdict.give_up) {
    memory_.given_up = true;
    if (listener_ != nullptr) listener_->OnUnresponsive(ThreadCpuNanos() - memory_.charge_cpu);
  }
  if (verdict.park && listener_ != nullptr) AskToPark(thread_);
  return true;
}

bool Watch::HandOver(uint64_t number) {
  uint64_t turn = number | kRunning;
  if (!turn_.compare_exchange_strong(turn, number | kAstray, std::memory_order_acq_rel)) {
    return (turn & kStateMask) == kAstray;
  }
  if (listener_ != nullptr) listener_->OnLong();
  return true;
}

void Watch::MakeIdle() {
  memory_.idle = true;
  if (base::CanLeaveIdle()) {
    base::SetIdle(thread_, true);
  } else {
    base::HoldBack(thread_);
    held_back_.store(true, std::memory_order_relaxed);
  }
}

void Watch::TakeParked(int64_t now_nanos, uint64_t number, Parked why) {
  absl::MutexLock lock(mutex_);
  memory_.parked = true;
  // The thread holds no lock, so whoever is told of it finds none taken.
  HandOver(number);
  if (memory_.terminated == 0) memory_.terminated = now_nanos;
  isolate_->Abandon(why);
  if (listener_ == nullptr) return;
  if (!std::exchange(memory_.given_up, true)) {
    listener_->OnUnresponsive(ThreadCpuNanos() - memory_.charge_cpu);
  }
  listener_->OnParked(why);
}

void Watch::CheckMalloc(int64_t now_nanos) {
  const int64_t taken = zone_.V8Bytes(counts_) - memory_.first_malloc;
  if (taken > 0 && isolate_->IsTooMuch(static_cast<size_t>(taken))) {
    Terminate(now_nanos, Termination::kMemory);
  }
}

void Watch::Terminate(int64_t now_nanos, Termination why) {
  memory_.terminated = now_nanos;
  memory_.terminated_cpu = ThreadCpuNanos();
  isolate_->Terminate(why);
}

}  // namespace engine
