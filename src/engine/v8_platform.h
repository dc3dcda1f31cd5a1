#pragma once

// Inside the engine room only: includes v8.h.

#include <atomic>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/functional/any_invocable.h"
#include "absl/synchronization/mutex.h"
#include "src/engine/platform.h"
#include "src/engine/v8_page_allocator.h"
#include "v8-platform.h"

namespace engine {

// V8's own foreground tasks of one isolate (finalising a garbage collection, a concurrent
// compilation). Posted on any thread, run inside the isolate's turns.
class ForegroundTasks : public v8::TaskRunner {
 public:
  // `platform`: whose monotonic clock says when a delayed task is due. Borrowed.
  explicit ForegroundTasks(v8::Platform* platform);
  ~ForegroundTasks() override;

  // Makes the delayed tasks whose time has come ready. Looks at the clock, if there are any: once a
  // turn is often enough. // any thread
  void CheckDelayed();
  // Takes the tasks that are ready, in the order in which they came. // any thread
  std::vector<std::unique_ptr<v8::Task>> TakeReady();
  // Whether TakeReady would return a task. // any thread
  bool HasReady() const { return any_ready_.load(std::memory_order_acquire); }
  // Called on the posting thread when a task without delay arrives. // any thread
  void OnPost(absl::AnyInvocable<void()> callback);

  bool IdleTasksEnabled() override { return false; }
  bool NonNestableTasksEnabled() const override { return true; }
  bool NonNestableDelayedTasksEnabled() const override { return true; }

 protected:
  void PostTaskImpl(std::unique_ptr<v8::Task> task, const v8::SourceLocation&) override;
  void PostNonNestableTaskImpl(std::unique_ptr<v8::Task> task,
                               const v8::SourceLocation& location) override;
  void PostDelayedTaskImpl(std::unique_ptr<v8::Task> task, double delay_in_seconds,
                           const v8::SourceLocation&) override;
  void PostNonNestableDelayedTaskImpl(std::unique_ptr<v8::Task> task, double delay_in_seconds,
                                      const v8::SourceLocation& location) override;

 private:
  struct Delayed {
    double due;  // on the platform's monotonic clock
    std::unique_ptr<v8::Task> task;
  };
  void Post(std::unique_ptr<v8::Task> task);
  // `delay_in_seconds` counts from now.
  void PostDelayed(std::unique_ptr<v8::Task> task, double delay_in_seconds);

  v8::Platform* const platform_;
  // Whether the lists below have any, for a look without the lock.
  std::atomic<bool> any_ready_ = false;
  std::atomic<bool> any_delayed_ = false;
  mutable absl::Mutex mutex_;
  std::vector<std::unique_ptr<v8::Task>> ready_ ABSL_GUARDED_BY(mutex_);
  std::vector<Delayed> delayed_ ABSL_GUARDED_BY(mutex_);
  absl::AnyInvocable<void()> on_post_ ABSL_GUARDED_BY(mutex_);
};

// CPU time, in nanoseconds, that V8's threads have used for an isolate and that nobody has been
// charged for yet. Outlives the isolate with the tasks. Any thread.
class BackgroundCpu {
 public:
  void Add(int64_t nanos) { nanos_.fetch_add(nanos, std::memory_order_relaxed); }
  int64_t Take() {
    if (nanos_.load(std::memory_order_relaxed) == 0) return 0;
    return nanos_.exchange(0, std::memory_order_relaxed);
  }

 private:
  std::atomic<int64_t> nanos_ = 0;
};

// The platform V8 runs on: worker threads of V8's default platform, foreground tasks and the wall
// clock of our own.
class V8Platform final : public Platform, public v8::Platform {
 public:
  explicit V8Platform(std::string_view flags);
  ~V8Platform() override;

  // The one class that implements Platform.
  static V8Platform& Of(engine::Platform& platform) { return static_cast<V8Platform&>(platform); }

  // The tasks of an isolate that was just allocated. // any thread
  std::shared_ptr<ForegroundTasks> Add(v8::Isolate* isolate);
  // Disposes of an isolate, and forgets its tasks before another can be at its address. // any
  // thread
  void Dispose(v8::Isolate* isolate);

  // An isolate stays for ever, with a thread in it. V8 is not taken down then. // any thread
  void Abandon() { any_abandoned_.store(true, std::memory_order_relaxed); }

  // What the wall clock answers on this thread until it is given another answer; nullopt: the
  // real time. Set by Turn.
  // `millis` must not be negative.
  static void SetThreadWallMillis(double millis);
  static void ClearThreadWallMillis();

  // Who pays for what V8 has its threads do when it asks for it on this thread, and for what that
  // leads to, and whose the pages are that it reserves; null: nobody. Borrowed until the next call.
  // Set by Turn.
  static void SetThreadPayer(const std::shared_ptr<BackgroundCpu>* payer);

  v8::PageAllocator* GetPageAllocator() override { return &pages_; }
  int NumberOfWorkerThreads() override;
  std::shared_ptr<v8::TaskRunner> GetForegroundTaskRunner(v8::Isolate* isolate,
                                                          v8::TaskPriority priority) override;
  double MonotonicallyIncreasingTime() override;
  double CurrentClockTimeMillis() override;
  v8::TracingController* GetTracingController() override;

 protected:
  std::unique_ptr<v8::JobHandle> CreateJobImpl(v8::TaskPriority priority,
                                               std::unique_ptr<v8::JobTask> job_task,
                                               const v8::SourceLocation& location) override;
  void PostTaskOnWorkerThreadImpl(v8::TaskPriority priority, std::unique_ptr<v8::Task> task,
                                  const v8::SourceLocation& location) override;
  void PostDelayedTaskOnWorkerThreadImpl(v8::TaskPriority priority, std::unique_ptr<v8::Task> task,
                                         double delay_in_seconds,
                                         const v8::SourceLocation& location) override;

 private:
  std::unique_ptr<v8::Platform> workers_;
  PageAllocator pages_;
  std::atomic<bool> any_abandoned_ = false;
  absl::Mutex mutex_;
  absl::flat_hash_map<v8::Isolate*, std::shared_ptr<ForegroundTasks>> tasks_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace engine
