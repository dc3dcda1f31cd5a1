#pragma once

#include <sys/types.h>

namespace base {

// The kernel's number of the calling thread, for SetIdle.
pid_t ThreadId();

// Gives a thread of this process only the time that no other thread of the machine wants
// (SCHED_IDLE), or a share as any other's. Whether it worked: without CAP_SYS_NICE, or a limit on
// niceness that allows it, nobody may take a thread back from idle.
bool SetIdle(pid_t thread, bool idle);
bool IsIdle(pid_t thread);

// Whether a thread that is idle can be brought back. Tried out the first time. Any thread.
bool CanLeaveIdle();

// Gives a thread of this process a far smaller share than others', for good: a niceness of 10, with
// which it still gets on where all cores are busy. For one that may not be idle, as nobody could
// bring it back.
void HoldBack(pid_t thread);

// Gives the calling thread a smaller share than others'.
void BeNice();

// Has the calling thread, which runs often and shortly, run soon after it wants to, also where all
// cores are busy: with a negative niceness, where that is allowed, and a short slice, which newer
// kernels take (sched_setattr(2)).
void BePrompt();

}  // namespace base
