#include "src/base/thread_priority.h"

#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <thread>

namespace base {
namespace {

constexpr int kNiceness = 5;

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

void BeNice() { setpriority(PRIO_PROCESS, static_cast<id_t>(ThreadId()), kNiceness); }

}  // namespace base
