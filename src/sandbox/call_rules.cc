#include "src/sandbox/call_rules.h"

#include <fcntl.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define ATOLL_SANITIZED 1
#else
#define ATOLL_SANITIZED 0
#endif

namespace sandbox {
namespace {

// clang-format off
constexpr std::string_view kAllowed[] = {
    // Files: which ones is for Landlock to say.
    "open", "openat", "creat", "close", "read", "write", "readv", "writev", "pread64", "pwrite64",
    "preadv", "pwritev", "preadv2", "pwritev2", "lseek", "stat", "fstat", "lstat", "newfstatat",
    "statx", "statfs", "fstatfs", "access", "faccessat", "faccessat2", "readlink", "readlinkat",
    "getdents64", "getcwd", "mkdir", "mkdirat", "rmdir", "unlink", "unlinkat", "rename", "renameat",
    "renameat2", "ftruncate", "fallocate", "fsync", "fdatasync", "sync_file_range", "fadvise64",
    "readahead", "flock", "utimensat", "umask", "sendfile", "copy_file_range", "memfd_create",
    "dup", "dup2", "dup3", "pipe", "pipe2",
    // Memory, code that V8 writes included.
    "brk", "mmap", "munmap", "mremap", "mprotect", "madvise", "mincore", "msync", "mseal",
    "membarrier", "pkey_alloc", "pkey_free", "pkey_mprotect",
    // Threads and time.
    "futex", "futex_waitv", "set_robust_list", "get_robust_list", "set_tid_address", "rseq",
    "arch_prctl", "exit", "exit_group", "sched_yield", "sched_getaffinity", "sched_setscheduler",
    "sched_getscheduler", "sched_getparam", "sched_setattr", "sched_getattr", "getcpu",
    "clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time",
    "times", "getrusage", "timer_create", "timer_settime", "timer_gettime", "timer_getoverrun",
    "timer_delete", "restart_syscall",
    // Signals of its own, and the paths of a crash.
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigpending", "rt_sigsuspend",
    "rt_sigtimedwait", "sigaltstack", "pause", "wait4", "waitid",
    // The event loop.
    "epoll_create", "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "epoll_pwait2",
    "poll", "ppoll", "select", "pselect6", "eventfd2", "timerfd_create", "timerfd_settime",
    "timerfd_gettime", "signalfd4",
    // Sockets; which kinds may be made is below.
    "accept", "accept4", "bind", "connect", "listen", "getsockname", "getpeername", "getsockopt",
    "setsockopt", "sendto", "sendmsg", "sendmmsg", "recvfrom", "recvmsg", "recvmmsg", "shutdown",
    // Who and where it is.
    "getpid", "getppid", "gettid", "getuid", "geteuid", "getgid", "getegid", "getresuid",
    "getresgid", "getgroups", "uname", "sysinfo", "getrandom", "capget",
    // Further filters; the last one forbids that (FinishFilter).
    "seccomp",
#if ATOLL_SANITIZED
    // LeakSanitizer stops the threads from a process of its own.
    "clone", "ptrace", "prctl", "getdents", "sched_setaffinity",
#endif
};
// clang-format on

constexpr std::string_view kMissing[] = {
    // pthread_create falls back to clone, whose flags a filter can see.
    "clone3",        "openat2",          "close_range",    "fchmodat2",
    "cachestat",     "map_shadow_stack", "futex_wait",     "futex_wake",
    "futex_requeue", "io_uring_setup",   "io_uring_enter", "io_uring_register",
};

constexpr uint64_t kThreadFlags = CLONE_VM | CLONE_SIGHAND | CLONE_THREAD;
constexpr uint64_t kNewNamespaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |
                                    CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;
constexpr uint64_t kSocketKind = 0xf;  // the rest are flags
constexpr uint64_t kPrSetVma = 0x53564d41;
// isatty(3) of newer C libraries; the header of it and <sys/ioctl.h> exclude each other.
constexpr uint64_t kTcgets2 = 0x802c542a;

constexpr uint64_t kFileCommands[] = {
    F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD,     F_SETFD,     F_GETFL,      F_SETFL,     F_GETLK,
    F_SETLK, F_SETLKW,        F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW, F_ADD_SEALS, F_GET_SEALS,
};
constexpr uint64_t kDeviceCommands[] = {FIONBIO,  FIOCLEX,    FIONREAD,    TCGETS,
                                        kTcgets2, TIOCGWINSZ, SIOCGIFNAME, SIOCGIFINDEX};
constexpr uint64_t kProcessOptions[] = {PR_SET_NAME,    PR_GET_NAME,         PR_GET_DUMPABLE,
                                        PR_GET_SECCOMP, PR_GET_NO_NEW_PRIVS, PR_CAPBSET_READ,
                                        kPrSetVma};
constexpr uint64_t kStreamsAndDatagrams[] = {SOCK_STREAM, SOCK_DGRAM};

}  // namespace

std::span<const std::string_view> AllowedCalls() { return kAllowed; }
std::span<const std::string_view> MissingCalls() { return kMissing; }

std::vector<CallRule> RestrictedCalls(pid_t self) {
  const auto own = static_cast<uint64_t>(self);
  constexpr uint64_t kAll = ~uint64_t{0};
  // Arguments of 32 bits may have anything in their upper half.
  constexpr uint64_t kInt = 0xffffffff;
  std::vector<CallRule> rules = {
      // Threads, and no processes.
      {"clone", {{0, kThreadFlags | kNewNamespaces, kThreadFlags}}},
      {"kill", {{0, kInt, own}}},
      {"tgkill", {{0, kInt, own}}},
      {"rt_tgsigqueueinfo", {{0, kInt, own}}},
      // What the resolver asks for the machine's addresses with.
      {"socket", {{0, kInt, AF_NETLINK}, {2, kInt, NETLINK_ROUTE}}},
      {"socketpair", {{0, kInt, AF_UNIX}}},
      // Limits are read. Priorities are those of threads, as far as the user's go.
      {"prlimit64", {{0, kInt, 0}, {2, kAll, 0}}},
      {"prlimit64", {{0, kInt, own}, {2, kAll, 0}}},
      {"getrlimit", {}},
      {"setpriority", {{0, kInt, PRIO_PROCESS}}},
      {"getpriority", {{0, kInt, PRIO_PROCESS}}},
  };
  for (uint64_t kind : kStreamsAndDatagrams) {
    for (uint64_t family : {AF_UNIX, AF_INET, AF_INET6}) {
      rules.push_back({"socket", {{0, kInt, family}, {1, kSocketKind, kind}}});
    }
  }
  for (uint64_t command : kFileCommands) rules.push_back({"fcntl", {{1, kInt, command}}});
  for (uint64_t command : kDeviceCommands) rules.push_back({"ioctl", {{1, kInt, command}}});
#if !ATOLL_SANITIZED
  for (uint64_t option : kProcessOptions) rules.push_back({"prctl", {{0, kInt, option}}});
#endif
  return rules;
}

}  // namespace sandbox
