#include "src/base/thread_priority.h"

#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>
#include <thread>

namespace base {
namespace {

constexpr int kNiceness = 5;
constexpr int kHeldBackNiceness = 10;
constexpr int kPromptNiceness = -15;
constexpr uint64_t kPromptSliceNanos = 100'000;

// struct sched_attr of linux/sched/types.h, up to what version 0 of it has.
struct SchedAttr {
  uint32_t size = sizeof(SchedAttr);
  uint32_t policy = SCHED_OTHER;
  uint64_t flags = 0;
  int32_t nice = 0;
  uint32_t priority = 0;
  uint64_t runtime = 0;
  uint64_t deadline = 0;
  uint64_t period = 0;
};

}  // namespace

pid_t ThreadId() { return static_cast<pid_t>(syscall(SYS_gettid)); }

bool SetIdle(pid_t thread, bool idle) {
  const sched_param none = {};
  return sched_setscheduler(thread, idle ? SCHED_IDLE : SCHED_OTHER, &none) == 0;
}

bool IsIdle(pid_t thread) { return sched_getscheduler(thread) == SCHED_IDLE; }

bool CanLeaveIdle() {
  static const bool can = [] {
    bool left = false;
    std::thread([&left] { left = SetIdle(ThreadId(), true) && SetIdle(ThreadId(), false); }).join();
    return left;
  }();
  return can;
}

void BePrompt() {
  SchedAttr attributes;
  attributes.runtime = kPromptSliceNanos;
  attributes.nice = kPromptNiceness;
  if (syscall(SYS_sched_setattr, 0, &attributes, 0) == 0) return;
  attributes.nice = 0;
  syscall(SYS_sched_setattr, 0, &attributes, 0);
}

void HoldBack(pid_t thread) {
  setpriority(PRIO_PROCESS, static_cast<id_t>(thread), kHeldBackNiceness);
}

void BeNice() { setpriority(PRIO_PROCESS, static_cast<id_t>(ThreadId()), kNiceness); }

}  // namespace base
