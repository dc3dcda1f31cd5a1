#include "src/base/task_pool.h"

#include <deque>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "src/base/thread_priority.h"

namespace base {

// Guarded by the pool's mutex.
struct TaskPool::Line::Tasks {
  std::deque<Task> waiting;
  // Whether it stands in the pool's queue, or a thread runs a task of it.
  bool busy = false;
};

struct TaskPoolState {
  using Tasks = TaskPool::Line::Tasks;

  explicit TaskPoolState(int threads) : max_threads(threads) {}

  void Run();
  void Post(const std::shared_ptr<Tasks>& line, TaskPool::Task task);

  const int max_threads;
  absl::Mutex mutex;
  bool stopped ABSL_GUARDED_BY(mutex) = false;
  int resting ABSL_GUARDED_BY(mutex) = 0;
  // Lines with tasks of which none runs, the one that has waited longest first.
  std::deque<std::shared_ptr<Tasks>> ready ABSL_GUARDED_BY(mutex);
  std::vector<std::thread> threads ABSL_GUARDED_BY(mutex);
};

void TaskPoolState::Post(const std::shared_ptr<Tasks>& line, TaskPool::Task task) {
  absl::MutexLock lock(mutex);
  if (stopped) return;
  line->waiting.push_back(std::move(task));
  if (std::exchange(line->busy, true)) return;
  ready.push_back(line);
  if (static_cast<size_t>(resting) < ready.size() &&
      threads.size() < static_cast<size_t>(max_threads)) {
    threads.emplace_back([this] { Run(); });
  }
}

void TaskPoolState::Run() {
  BeNice();
  const auto has_work = [this]()
                            ABSL_SHARED_LOCKS_REQUIRED(mutex) { return stopped || !ready.empty(); };
  absl::MutexLock lock(mutex);
  for (;;) {
    ++resting;
    mutex.Await(absl::Condition(&has_work));
    --resting;
    if (stopped) return;
    const std::shared_ptr<Tasks> line = std::move(ready.front());
    ready.pop_front();
    if (!line->waiting.empty()) {
      TaskPool::Task task = std::move(line->waiting.front());
      line->waiting.pop_front();
      mutex.unlock();
      std::move(task)();
      task = nullptr;
      mutex.lock();
    }
    if (line->waiting.empty()) {
      line->busy = false;
    } else {
      ready.push_back(line);
    }
  }
}

TaskPool::TaskPool(int threads) : state_(std::make_shared<TaskPoolState>(threads)) {}

TaskPool::~TaskPool() {
  std::vector<std::thread> threads;
  std::deque<std::shared_ptr<Line::Tasks>> dropped;
  {
    absl::MutexLock lock(state_->mutex);
    state_->stopped = true;
    threads = std::move(state_->threads);
    dropped = std::move(state_->ready);
  }
  for (std::thread& thread : threads) thread.join();
}

std::unique_ptr<TaskPool::Line> TaskPool::NewLine() {
  return std::unique_ptr<Line>(new Line(state_, std::make_shared<Line::Tasks>()));
}

TaskPool::Line::~Line() {
  std::deque<Task> dropped;
  absl::MutexLock lock(pool_->mutex);
  dropped = std::move(tasks_->waiting);
  tasks_->waiting.clear();
}

void TaskPool::Line::Post(Task task) { pool_->Post(tasks_, std::move(task)); }

}  // namespace base
