#include "src/engine/v8_platform.h"

#include <time.h>

#include <string>
#include <utility>

#include "absl/log/absl_check.h"
#include "libplatform/libplatform.h"
#include "src/engine/parking.h"
#include "v8-initialization.h"
#include "v8-version.h"

namespace engine {
namespace {

// Threads for concurrent garbage collection and compilation.
constexpr int kWorkerThreads = 2;

// The snapshot and the code caches are only valid under the flags they were made with, so these
// are the same in mksnapshot and in atoll.
//   no-wasm-async-compilation: a compilation in the background would be the one kind of pending
//     work that no op knows of.
//   no-short-builtin-calls: saves a copy of the builtins for each isolate.
//   minor-gc-task-trigger: the share of the young generation, in percent, at which it is collected.
//     V8 counts the small objects and not the buffers they hold, of which a body in pieces leaves
//     60 KB with every few hundred octets of them.
//   no-concurrent-array-buffer-sweeping: buffers are freed when they are found to be garbage, not
//     when another thread gets a core.
//   no-turboshaft-loop-unrolling: the pass that unrolls loops also takes the stack check out of
//     loops such as for (;;) a.push(new Array(1000).fill(1)), which then nobody can terminate.
//   wasm-max-mem-pages: 512 MB for one memory; a maximum that a module declares may be higher.
constexpr std::string_view kFlags =
    "--no-wasm-async-compilation --no-short-builtin-calls --minor-gc-task-trigger=60 "
    "--no-concurrent-array-buffer-sweeping --no-turboshaft-loop-unrolling "
    "--wasm-max-mem-pages=8192";

// What the wall clock answers on this thread; negative: the real time. V8 asks the platform for
// the time without saying for which isolate, so the turn that is open on the thread answers.
thread_local double thread_wall_millis = -1;

// V8 asks for tasks without saying for which isolate, too.
thread_local const std::shared_ptr<BackgroundCpu>* thread_payer = nullptr;

int64_t ThreadCpuNanos() {
  timespec now = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

// While it lives, `payer` pays for the thread, which is one of V8's.
class Paid {
 public:
  explicit Paid(const std::shared_ptr<BackgroundCpu>& payer)
      : payer_(*payer), began_(ThreadCpuNanos()) {
    thread_payer = &payer;
  }
  ~Paid() {
    thread_payer = nullptr;
    payer_.Add(ThreadCpuNanos() - began_);
  }
  Paid(const Paid&) = delete;

 private:
  BackgroundCpu& payer_;
  const int64_t began_;
};

class PaidTask final : public v8::Task {
 public:
  PaidTask(std::unique_ptr<v8::Task> task, std::shared_ptr<BackgroundCpu> payer)
      : task_(std::move(task)), payer_(std::move(payer)) {}

  void Run() override {
    const Paid paid(payer_);
    task_->Run();
  }

 private:
  const std::unique_ptr<v8::Task> task_;
  const std::shared_ptr<BackgroundCpu> payer_;
};

class PaidJob final : public v8::JobTask {
 public:
  PaidJob(std::unique_ptr<v8::JobTask> job, std::shared_ptr<BackgroundCpu> payer)
      : job_(std::move(job)), payer_(std::move(payer)) {}

  void Run(v8::JobDelegate* delegate) override {
    // The thread that waits for the job, and does a part of it, is in its turn.
    if (delegate->IsJoiningThread()) return job_->Run(delegate);
    const Paid paid(payer_);
    job_->Run(delegate);
  }
  size_t GetMaxConcurrency(size_t worker_count) const override {
    return job_->GetMaxConcurrency(worker_count);
  }

 private:
  const std::unique_ptr<v8::JobTask> job_;
  const std::shared_ptr<BackgroundCpu> payer_;
};

std::unique_ptr<v8::Task> Pay(std::unique_ptr<v8::Task> task) {
  if (thread_payer == nullptr) return task;
  return std::make_unique<PaidTask>(std::move(task), *thread_payer);
}

std::unique_ptr<v8::JobTask> Pay(std::unique_ptr<v8::JobTask> job) {
  if (thread_payer == nullptr) return job;
  return std::make_unique<PaidJob>(std::move(job), *thread_payer);
}

}  // namespace

// An isolate that is disposed of on another thread posts here (V8's page pool lets another isolate
// release its pages). V8's own lock and count order that after the construction and before the
// destruction; ThreadSanitizer, which does not see those, sees this lock.
ForegroundTasks::ForegroundTasks(v8::Platform* platform) : platform_(platform) {
  absl::MutexLock lock(mutex_);
}

ForegroundTasks::~ForegroundTasks() { absl::MutexLock lock(mutex_); }

void ForegroundTasks::Post(std::unique_ptr<v8::Task> task) {
  absl::MutexLock lock(mutex_);
  ready_.push_back(std::move(task));
  any_ready_.store(true, std::memory_order_release);
  if (on_post_) on_post_();
}

void ForegroundTasks::PostTaskImpl(std::unique_ptr<v8::Task> task, const v8::SourceLocation&) {
  Post(std::move(task));
}

void ForegroundTasks::PostNonNestableTaskImpl(std::unique_ptr<v8::Task> task,
                                              const v8::SourceLocation&) {
  Post(std::move(task));
}

void ForegroundTasks::PostDelayed(std::unique_ptr<v8::Task> task, double delay_in_seconds) {
  absl::MutexLock lock(mutex_);
  const double due = platform_->MonotonicallyIncreasingTime() + delay_in_seconds;
  delayed_.push_back({due, std::move(task)});
  any_delayed_.store(true, std::memory_order_release);
}

void ForegroundTasks::PostDelayedTaskImpl(std::unique_ptr<v8::Task> task, double delay_in_seconds,
                                          const v8::SourceLocation&) {
  PostDelayed(std::move(task), delay_in_seconds);
}

void ForegroundTasks::PostNonNestableDelayedTaskImpl(std::unique_ptr<v8::Task> task,
                                                     double delay_in_seconds,
                                                     const v8::SourceLocation&) {
  PostDelayed(std::move(task), delay_in_seconds);
}

void ForegroundTasks::CheckDelayed() {
  if (!any_delayed_.load(std::memory_order_acquire)) return;
  const double now = platform_->MonotonicallyIncreasingTime();
  absl::MutexLock lock(mutex_);
  std::vector<Delayed> later;
  for (Delayed& entry : delayed_) {
    if (entry.due > now) {
      later.push_back(std::move(entry));
    } else {
      ready_.push_back(std::move(entry.task));
    }
  }
  delayed_ = std::move(later);
  any_delayed_.store(!delayed_.empty(), std::memory_order_relaxed);
  any_ready_.store(!ready_.empty(), std::memory_order_relaxed);
}

std::vector<std::unique_ptr<v8::Task>> ForegroundTasks::TakeReady() {
  if (!HasReady()) return {};
  absl::MutexLock lock(mutex_);
  any_ready_.store(false, std::memory_order_relaxed);
  return std::exchange(ready_, {});
}

void ForegroundTasks::OnPost(absl::AnyInvocable<void()> callback) {
  absl::MutexLock lock(mutex_);
  on_post_ = std::move(callback);
}

V8Platform::V8Platform(std::string_view flags)
    : workers_(v8::platform::NewDefaultPlatform(kWorkerThreads)),
      pages_(*workers_->GetPageAllocator()) {
  v8::V8::SetFlagsFromString(kFlags.data(), kFlags.size());
  v8::V8::SetFlagsFromString(flags.data(), flags.size());
  InstallParking();
  v8::V8::InitializePlatform(this);
  v8::V8::Initialize();
}

V8Platform::~V8Platform() {
  if (any_abandoned_.load(std::memory_order_relaxed)) {
    // The isolate's thread may be asked for by V8's.
    (void)workers_.release();
    return;
  }
  v8::V8::Dispose();
  v8::V8::DisposePlatform();
}

std::shared_ptr<ForegroundTasks> V8Platform::Add(v8::Isolate* isolate) {
  auto tasks = std::make_shared<ForegroundTasks>(workers_.get());
  absl::MutexLock lock(mutex_);
  ABSL_CHECK(tasks_.emplace(isolate, tasks).second) << "the tasks of a disposed isolate are left";
  return tasks;
}

void V8Platform::Dispose(v8::Isolate* isolate) {
  isolate->Deinitialize();
  {
    absl::MutexLock lock(mutex_);
    tasks_.erase(isolate);
  }
  v8::Isolate::Free(isolate);
}

void V8Platform::SetThreadWallMillis(double millis) { thread_wall_millis = millis; }
void V8Platform::ClearThreadWallMillis() { thread_wall_millis = -1; }

void V8Platform::SetThreadPayer(const std::shared_ptr<BackgroundCpu>* payer) {
  thread_payer = payer;
  PageAllocator::SetThreadOwner(payer != nullptr ? payer->get() : nullptr);
}

int V8Platform::NumberOfWorkerThreads() { return workers_->NumberOfWorkerThreads(); }

std::shared_ptr<v8::TaskRunner> V8Platform::GetForegroundTaskRunner(v8::Isolate* isolate,
                                                                    v8::TaskPriority) {
  absl::MutexLock lock(mutex_);
  std::shared_ptr<ForegroundTasks>& tasks = tasks_[isolate];
  // Of an isolate that nobody has added: the one that a snapshot is made in.
  if (!tasks) tasks = std::make_shared<ForegroundTasks>(workers_.get());
  return tasks;
}

double V8Platform::MonotonicallyIncreasingTime() { return workers_->MonotonicallyIncreasingTime(); }

double V8Platform::CurrentClockTimeMillis() {
  return thread_wall_millis >= 0 ? thread_wall_millis : SystemClockTimeMillis();
}

v8::TracingController* V8Platform::GetTracingController() {
  return workers_->GetTracingController();
}

std::unique_ptr<v8::JobHandle> V8Platform::CreateJobImpl(v8::TaskPriority priority,
                                                         std::unique_ptr<v8::JobTask> job_task,
                                                         const v8::SourceLocation& location) {
  return workers_->CreateJob(priority, Pay(std::move(job_task)), location);
}

void V8Platform::PostTaskOnWorkerThreadImpl(v8::TaskPriority priority,
                                            std::unique_ptr<v8::Task> task,
                                            const v8::SourceLocation& location) {
  workers_->PostTaskOnWorkerThread(priority, Pay(std::move(task)), location);
}

void V8Platform::PostDelayedTaskOnWorkerThreadImpl(v8::TaskPriority priority,
                                                   std::unique_ptr<v8::Task> task,
                                                   double delay_in_seconds,
                                                   const v8::SourceLocation& location) {
  workers_->PostDelayedTaskOnWorkerThread(priority, Pay(std::move(task)), delay_in_seconds,
                                          location);
}

std::unique_ptr<Platform> Platform::Start(std::string_view flags) {
  return std::make_unique<V8Platform>(flags);
}

std::string_view Platform::V8Version() {
  static_assert(V8_MAJOR_VERSION >= 13);
  return v8::V8::GetVersion();
}

}  // namespace engine
