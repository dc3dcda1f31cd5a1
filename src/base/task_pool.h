#pragma once

#include <memory>

#include "absl/functional/any_invocable.h"

namespace base {

// Threads for work that takes a while and that nobody wants to wait for where it was asked for.
//
// Work stands in lines, one for each who asks. A line has one of its tasks run at a time, in order,
// and the lines take turns: who asks for much waits for himself. Threads start when there is work
// for them, have a smaller share of the cores than others, and stay. Any thread.
class TaskPool {
 public:
  using Task = absl::AnyInvocable<void() &&>;

  // One who asks for work. What it has not begun when it ends is dropped without being run; what
  // runs then goes on to its end, so that a task must own all that it uses. May outlive the pool.
  class Line {
   public:
    ~Line();
    Line(const Line&) = delete;

    // any thread
    void Post(Task task);

   private:
    friend class TaskPool;
    struct Tasks;
    Line(std::shared_ptr<struct TaskPoolState> pool, std::shared_ptr<Tasks> tasks)
        : pool_(std::move(pool)), tasks_(std::move(tasks)) {}

    const std::shared_ptr<TaskPoolState> pool_;
    const std::shared_ptr<Tasks> tasks_;

    friend struct TaskPoolState;
  };

  // At most `threads` run at once.
  explicit TaskPool(int threads);
  // Drops what has not begun and waits for what runs.
  ~TaskPool();
  TaskPool(const TaskPool&) = delete;

  std::unique_ptr<Line> NewLine();  // any thread

 private:
  const std::shared_ptr<TaskPoolState> state_;
};

}  // namespace base
