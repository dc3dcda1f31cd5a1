#include "src/engine/isolate_pool.h"

#include <malloc.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "absl/time/time.h"
#include "src/base/clock.h"
#include "src/base/thread_priority.h"

namespace engine {
namespace {

constexpr double kWindowSeconds = 0.25;
// How fast a rate forgets.
constexpr double kMemorySeconds = 1.0;

// How many isolates, of which each may have as much memory as its limit says, may wait for a moment
// in which nobody else wants the core.
constexpr size_t kManyIsolates = 8;

// How long an isolate waits for threads that have not left it, and how often it is looked at.
constexpr int64_t kPatienceNanos = 10'000'000'000;
constexpr absl::Duration kLookAgain = absl::Milliseconds(100);

// How often an isolate that nobody is expected to claim is given up.
constexpr absl::Duration kTrimInterval = absl::Milliseconds(200);

// Gives back to the kernel what isolates leave in malloc's heap (malloc_trim(3)): it is in pieces
// between what others keep, and stays resident otherwise. Parts of the heap are locked meanwhile,
// one after the other, so little time goes into it.
class HeapTrimmer {
 public:
  void OnDisposed(size_t count, bool none_waits) {
    disposed_ += count;
    if (disposed_ < kTrimAfter || !none_waits) return;
    const int64_t begins = base::Clock::Real().MonotonicNanos();
    if (begins < not_before_) return;
    malloc_trim(0);
    const int64_t ends = base::Clock::Real().MonotonicNanos();
    not_before_ = ends + (ends - begins) * kRestPerWork;
    disposed_ = 0;
  }

 private:
  static constexpr size_t kTrimAfter = 16;
  static constexpr int64_t kRestPerWork = 500;

  size_t disposed_ = 0;
  int64_t not_before_ = 0;
};

}  // namespace

size_t PoolTarget(double claims_per_second, size_t min, size_t max) {
  const auto wanted = static_cast<size_t>(std::ceil(claims_per_second * kWindowSeconds));
  return std::clamp(min + wanted, min, std::max(min, max));
}

double Rate::Update(int64_t now_nanos, size_t count) {
  const double seconds = static_cast<double>(now_nanos - last_nanos_) / 1e9;
  if (!std::exchange(any_, true) || seconds < 0) {
    last_nanos_ = now_nanos;
    per_second_ = static_cast<double>(count) / kMemorySeconds;
    return per_second_;
  }
  last_nanos_ = now_nanos;
  per_second_ = per_second_ * std::exp(-seconds / kMemorySeconds) +
                static_cast<double>(count) / kMemorySeconds;
  return per_second_;
}

IsolatePool::IsolatePool(const Snapshot& snapshot, Options options)
    : snapshot_(snapshot), options_(options), target_(options.min) {
  for (int i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { Run(); });
}

IsolatePool::~IsolatePool() {
  {
    absl::MutexLock lock(mutex_);
    stopped_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
}

std::unique_ptr<Isolate> IsolatePool::Claim() {
  const int64_t now = base::Clock::Real().MonotonicNanos();
  absl::MutexLock lock(mutex_);
  target_ = PoolTarget(claims_.Update(now, 1), options_.min, options_.max);
  if (isolates_.empty()) return nullptr;
  std::unique_ptr<Isolate> isolate = std::move(isolates_.back());
  isolates_.pop_back();
  return isolate;
}

void IsolatePool::Request(std::shared_ptr<const Snapshot> snapshot, Ready ready) {
  absl::MutexLock lock(mutex_);
  waiting_.push_back({std::move(snapshot), std::move(ready)});
  // Whoever fills the pool is to get done with it: it looks here next.
  for (pid_t thread : std::exchange(idle_, {})) base::SetIdle(thread, false);
}

size_t IsolatePool::size() const {
  absl::MutexLock lock(mutex_);
  return isolates_.size();
}

void IsolatePool::WaitFull() {
  absl::MutexLock lock(mutex_, absl::Condition(this, &IsolatePool::IsFull));
}

void IsolatePool::Run() {
  const pid_t thread = base::ThreadId();
  if (!base::CanLeaveIdle()) base::BeNice();
  for (;;) {
    std::unique_ptr<Isolate> surplus;
    std::optional<Wanted> wanted;
    {
      absl::MutexLock lock(mutex_);
      mutex_.AwaitWithTimeout(absl::Condition(this, &IsolatePool::NeedsWork), kTrimInterval);
      if (stopped_) return;
      if (!waiting_.empty()) {
        wanted = std::move(waiting_.front());
        waiting_.pop_front();
      } else if (NeedsWork()) {
        ++making_;
        if (base::CanLeaveIdle() && base::SetIdle(thread, true)) idle_.push_back(thread);
      } else {
        const int64_t now = base::Clock::Real().MonotonicNanos();
        target_ = PoolTarget(claims_.Update(now, 0), options_.min, options_.max);
        if (isolates_.size() <= target_) continue;
        surplus = std::move(isolates_.back());
        isolates_.pop_back();
      }
    }
    if (surplus == nullptr) MakeOne(std::move(wanted), thread);
  }
}

std::unique_ptr<Isolate> IsolatePool::Make() {
  std::unique_ptr<Isolate> isolate = Isolate::New(snapshot_, options_.isolate);
  if (options_.warm_up) options_.warm_up(*isolate);
  return isolate;
}

void IsolatePool::MakeOne(std::optional<Wanted> wanted, pid_t thread) {
  if (wanted) {
    wanted->ready(wanted->snapshot == nullptr
                      ? Make()
                      : Isolate::New(std::move(wanted->snapshot), options_.isolate));
    return;
  }
  std::unique_ptr<Isolate> isolate = Make();
  const int64_t now = base::Clock::Real().MonotonicNanos();
  // Nobody waits for the lock while an idle thread has it.
  if (base::CanLeaveIdle()) base::SetIdle(thread, false);
  {
    absl::MutexLock lock(mutex_);
    std::erase(idle_, thread);
    --making_;
    target_ = PoolTarget(claims_.Update(now, 0), options_.min, options_.max);
    // Somebody may have come to wait since.
    if (waiting_.empty() || waiting_.front().snapshot != nullptr) {
      isolates_.push_back(std::move(isolate));
      return;
    }
    wanted = std::move(waiting_.front());
    waiting_.pop_front();
  }
  wanted->ready(std::move(isolate));
}

IsolateDisposer::IsolateDisposer() : thread_([this] { Run(); }) {}

IsolateDisposer::~IsolateDisposer() {
  {
    absl::MutexLock lock(mutex_);
    stopped_ = true;
  }
  thread_.join();
}

void IsolateDisposer::Dispose(std::unique_ptr<Isolate> isolate) {
  const int64_t now = base::Clock::Real().MonotonicNanos();
  absl::MutexLock lock(mutex_);
  isolates_.push_back({std::move(isolate), now});
  if (isolates_.size() >= kManyIsolates) SetIdle(false);
}

void IsolateDisposer::SetIdle(bool idle) {
  if (idle == idle_ || !base::CanLeaveIdle()) return;
  if (base::SetIdle(thread_id_, idle)) idle_ = idle;
}

size_t IsolateDisposer::waiting() const {
  absl::MutexLock lock(mutex_);
  return isolates_.size() + busy_;
}

std::vector<IsolateDisposer::Doomed> IsolateDisposer::TakeVacant() {
  const int64_t now = base::Clock::Real().MonotonicNanos();
  std::vector<Doomed> vacant;
  std::erase_if(occupied_, [&](Doomed& one) {
    if (!one.isolate->Vacate() && now - one.since_nanos < kPatienceNanos) return false;
    vacant.push_back(std::move(one));
    return true;
  });
  return vacant;
}

void IsolateDisposer::Run() {
  if (!base::CanLeaveIdle()) base::BeNice();
  HeapTrimmer trimmer;
  {
    absl::MutexLock lock(mutex_);
    thread_id_ = base::ThreadId();
  }
  for (;;) {
    bool stopped = false;
    {
      absl::MutexLock lock(mutex_);
      const absl::Condition needs_work(this, &IsolateDisposer::NeedsWork);
      if (occupied_.empty()) {
        mutex_.Await(needs_work);
      } else {
        mutex_.AwaitWithTimeout(needs_work, kLookAgain);
      }
      busy_ = 0;
      if (isolates_.empty() && stopped_) stopped = true;
      std::move(isolates_.begin(), isolates_.end(), std::back_inserter(occupied_));
      isolates_.clear();
      busy_ = occupied_.size();
    }
    std::vector<Doomed> vacant = stopped ? std::move(occupied_) : TakeVacant();
    const size_t disposed = vacant.size();
    {
      // Requests go first, unless so much waits that they may want its memory.
      absl::MutexLock lock(mutex_);
      SetIdle(disposed > 0 && disposed + isolates_.size() < kManyIsolates);
    }
    vacant.clear();
    bool none_waits = false;
    {
      absl::MutexLock lock(mutex_);
      SetIdle(false);
      busy_ = occupied_.size();
      none_waits = isolates_.empty() && occupied_.empty();
    }
    if (stopped) return;
    trimmer.OnDisposed(disposed, none_waits);
  }
}

}  // namespace engine
