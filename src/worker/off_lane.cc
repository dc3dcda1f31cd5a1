#include "src/worker/off_lane.h"

#include <time.h>

#include <cstdint>
#include <utility>

namespace worker {
namespace {

constexpr size_t kTaskBytes = 1024;

// Counts what a task holds for as long as there is the task.
class Held {
 public:
  Held(std::shared_ptr<std::atomic<size_t>> sum, size_t bytes)
      : sum_(std::move(sum)), bytes_(bytes) {
    *sum_ += bytes_;
  }
  Held(Held&& other) noexcept : sum_(std::move(other.sum_)), bytes_(other.bytes_) {}
  Held& operator=(Held&&) = delete;
  ~Held() {
    if (sum_ != nullptr) *sum_ -= bytes_;
  }

 private:
  std::shared_ptr<std::atomic<size_t>> sum_;
  const size_t bytes_;
};

}  // namespace

bool OffLane::Post(size_t bytes, base::TaskPool::Task& task) {
  bytes += kTaskBytes;
  if (held_bytes_->load() + bytes > kMaxHeldBytes) return false;
  line_->Post(
      [held = Held(held_bytes_, bytes), task = std::move(task)]() mutable { std::move(task)(); });
  return true;
}

int64_t ThreadCpuNanos() {
  timespec time = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

}  // namespace worker
