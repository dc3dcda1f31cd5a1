#include "src/loop/loop.h"

#include <uv.h>

#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/log/absl_check.h"
#include "absl/synchronization/mutex.h"

namespace loop {
namespace {

constexpr size_t kReadBufferSize = size_t{64} << 10;

}  // namespace

struct Loop::Impl {
  uv_loop_t loop;
  uv_async_t wake;
  std::unique_ptr<char[]> read_buffer;
  absl::Mutex mutex;
  std::vector<absl::AnyInvocable<void()>> tasks ABSL_GUARDED_BY(mutex);

  std::vector<absl::AnyInvocable<void()>> TakeTasks() {
    absl::MutexLock lock(mutex);
    return std::exchange(tasks, {});
  }
  void RunTasks() {
    for (absl::AnyInvocable<void()>& task : TakeTasks()) task();
  }
};

Loop::Loop() : impl_(std::make_unique<Impl>()) {
  ABSL_CHECK_EQ(uv_loop_init(&impl_->loop), 0) << "no event loop: out of file descriptors?";
  impl_->wake.data = impl_.get();
  ABSL_CHECK_EQ(uv_async_init(&impl_->loop, &impl_->wake,
                              [](uv_async_t* wake) { static_cast<Impl*>(wake->data)->RunTasks(); }),
                0);
}

Loop::~Loop() {
  // Those that posted them may have gone.
  while (!impl_->TakeTasks().empty()) {
  }
  uv_close(reinterpret_cast<uv_handle_t*>(&impl_->wake), nullptr);
  // Everything that is left is closing.
  uv_run(&impl_->loop, UV_RUN_DEFAULT);
  ABSL_CHECK_EQ(uv_loop_close(&impl_->loop), 0) << "a handle is still open on the loop";
}

void Loop::RunOnce(Wait wait) {
  uv_run(&impl_->loop, wait == Wait::kYes ? UV_RUN_ONCE : UV_RUN_NOWAIT);
}

void Loop::Post(absl::AnyInvocable<void()> task) {
  {
    absl::MutexLock lock(impl_->mutex);
    impl_->tasks.push_back(std::move(task));
  }
  uv_async_send(&impl_->wake);
}

int64_t Loop::NowMillis() const { return static_cast<int64_t>(uv_now(&impl_->loop)); }

std::span<char> Loop::read_buffer() {
  if (!impl_->read_buffer) impl_->read_buffer = std::make_unique<char[]>(kReadBufferSize);
  return {impl_->read_buffer.get(), kReadBufferSize};
}

uv_loop_t* Loop::uv() { return &impl_->loop; }

}  // namespace loop
