#include "src/worker/crew.h"

#include <utility>

#include "src/base/thread_priority.h"

namespace worker {

Crew::Crew(engine::Watchdog& watchdog, size_t spares) : watchdog_(watchdog), spares_(spares) {}

Crew::~Crew() {
  {
    absl::MutexLock lock(mutex_);
    stopped_ = true;
    mutex_.Await(absl::Condition(this, &Crew::NobodyIsLeft));
  }
  JoinThoseWhoLeft();
}

void Crew::Start(Work work) {
  absl::MutexLock lock(mutex_);
  work_.push_back(std::move(work));
  // One more than is needed now, so that the next one finds somebody who waits.
  while (waiting_ < work_.size() + spares_) Spawn();
}

void Crew::Spawn() {
  ++threads_;
  ++waiting_;
  std::thread thread([this] {
    Run();
    absl::MutexLock lock(mutex_);
    --threads_;
    left_.push_back(std::this_thread::get_id());
  });
  handles_.emplace(thread.get_id(), std::move(thread));
}

void Crew::JoinThoseWhoLeft() {
  std::vector<std::thread> threads;
  {
    absl::MutexLock lock(mutex_);
    threads = TakeThoseWhoLeft();
  }
  for (std::thread& thread : threads) thread.join();
}

std::vector<std::thread> Crew::TakeThoseWhoLeft() {
  std::vector<std::thread> threads;
  for (std::thread::id id : std::exchange(left_, {})) {
    auto it = handles_.find(id);
    threads.push_back(std::move(it->second));
    handles_.erase(it);
  }
  return threads;
}

void Crew::Run() {
  Hand hand(watchdog_, [this, thread = std::this_thread::get_id()] { Lose(thread); });
  for (;;) {
    Work work;
    {
      absl::MutexLock lock(mutex_, absl::Condition(this, &Crew::HasWorkOrStops));
      --waiting_;
      if (work_.empty()) break;
      work = std::move(work_.front());
      work_.erase(work_.begin());
    }
    work(hand);
    work = nullptr;
    // Others have the isolates now.
    hand.watch.homes().LeaveAll();
    // Before it counts as one that waits. Start has no time for that: the watchdog calls it.
    JoinThoseWhoLeft();
    // Nobody could give it the share back that it lost to a turn.
    const bool is_slow = hand.watch.IsHeldBack() || base::IsIdle(base::ThreadId());
    absl::MutexLock lock(mutex_);
    // Who leaves does not count as waiting for a moment, or Start would count on it.
    if (is_slow || waiting_ > work_.size() + spares_) break;
    ++waiting_;
  }
}

void Crew::Lose(std::thread::id thread) {
  absl::MutexLock lock(mutex_);
  --threads_;
  auto it = handles_.find(thread);
  it->second.detach();
  handles_.erase(it);
}

bool Crew::WaitIdle(absl::Duration patience) {
  absl::MutexLock lock(mutex_);
  return mutex_.AwaitWithTimeout(absl::Condition(this, &Crew::NobodyWorks), patience);
}

}  // namespace worker
