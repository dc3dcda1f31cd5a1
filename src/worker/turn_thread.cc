#include "src/worker/turn_thread.h"

#include <utility>

#include "absl/synchronization/notification.h"

namespace worker {

TurnThread::~TurnThread() {
  std::thread thread;
  {
    absl::MutexLock lock(mutex_);
    stopped_ = true;
    thread = std::move(thread_);
  }
  if (thread.joinable()) thread.join();
}

void TurnThread::Post(Task task) {
  absl::MutexLock lock(mutex_);
  tasks_.push_back(std::move(task));
  if (!thread_.joinable() && !stopped_) thread_ = std::thread([this] { Work(); });
}

void TurnThread::Run(Task task) {
  absl::Notification done;
  Post([&](Hand& hand) {
    task(hand);
    done.Notify();
  });
  done.WaitForNotification();
}

bool TurnThread::WaitIdle(absl::Duration patience) {
  absl::MutexLock lock(mutex_);
  return mutex_.AwaitWithTimeout(absl::Condition(this, &TurnThread::IsIdle), patience);
}

void TurnThread::Work() {
  Hand hand(watchdog_, [] {});
  hand.watch.StayPrompt();
  for (;;) {
    Task task;
    {
      absl::MutexLock lock(mutex_, absl::Condition(this, &TurnThread::HasWorkOrStops));
      if (tasks_.empty()) return;
      task = std::move(tasks_.front());
      tasks_.pop_front();
      busy_ = true;
    }
    task(hand);
    task = nullptr;
    absl::MutexLock lock(mutex_);
    busy_ = false;
  }
}

}  // namespace worker
