#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

#include "tests/sandbox/escape.h"

namespace escape {
namespace {

int Result(long result) { return result < 0 ? errno : 0; }

// A system call whose arguments do not matter: it is refused before the kernel looks at them.
template <long kCall, long... kArguments>
int Call(const Places&) {
  return Result(syscall(kCall, kArguments...));
}

int OpenIn(const char* folder, const char* name, int flags) {
  char path[4096];
  snprintf(path, sizeof(path), "%s/%s", folder, name);
  const int file = open(path, flags | O_CLOEXEC, 0600);
  if (file < 0) return errno;
  close(file);
  return 0;
}

template <typename Do>
int WithPath(const char* folder, const char* name, Do what) {
  char path[4096];
  snprintf(path, sizeof(path), "%s/%s", folder, name);
  return Result(what(path));
}

int Execute(const Places&) {
  char* const none[] = {nullptr};
  return Result(execve("/bin/true", none, none));
}

int ExecuteAt(const Places&) {
  char* const none[] = {nullptr};
  return Result(syscall(SYS_execveat, AT_FDCWD, "/bin/true", none, none, 0));
}

// What a child would do is to end at once.
int Fork(const Places&) {
  const long child = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
  if (child == 0) _exit(0);
  return Result(child);
}

int CloneNewUser(const Places&) {
  const long child = syscall(SYS_clone, SIGCHLD | CLONE_NEWUSER, 0, 0, 0, 0);
  if (child == 0) _exit(0);
  return Result(child);
}

int Socket(int family, int type, int protocol) {
  const int made = socket(family, type, protocol);
  if (made < 0) return errno;
  close(made);
  return 0;
}

int WriteStranger(const Places& places) {
  char octet = 0;
  iovec own = {&octet, 1};
  iovec other = {reinterpret_cast<void*>(0x10000), 1};
  return Result(process_vm_writev(places.stranger, &own, 1, &other, 1, 0));
}

int SetCoreLimit(const Places&) {
  const rlimit any = {RLIM_INFINITY, RLIM_INFINITY};
  return Result(setrlimit(RLIMIT_CORE, &any));
}

int TypeIntoTerminal(const Places&) {
  char letter = 'x';
  return Result(ioctl(STDERR_FILENO, TIOCSTI, &letter));
}

}  // namespace

const Attempt kForbidden[] = {
    {"execve", Execute},
    {"execveat", ExecuteAt},
    {"fork", Fork},
    {"clone NEWUSER", CloneNewUser},
    {"clone3", Call<SYS_clone3, 0, 0>},
    {"setns", Call<SYS_setns, 0, 0>},
    {"unshare", Call<SYS_unshare, CLONE_NEWUSER>},
    {"ptrace a stranger",
     [](const Places& places) {
       return Result(syscall(SYS_ptrace, PTRACE_ATTACH, places.stranger, 0, 0));
     }},
    {"process_vm_writev", WriteStranger},
    {"kill a stranger", [](const Places& places) { return Result(kill(places.stranger, 0)); }},
    {"kill everybody", [](const Places&) { return Result(kill(-1, 0)); }},
    {"tgkill a stranger",
     [](const Places& places) {
       return Result(syscall(SYS_tgkill, places.stranger, places.stranger, 0));
     }},
    {"tkill a stranger",
     [](const Places& places) { return Result(syscall(SYS_tkill, places.stranger, 0)); }},
    {"pidfd_open",
     [](const Places& places) { return Result(syscall(SYS_pidfd_open, places.stranger, 0)); }},
    {"prlimit of a stranger",
     [](const Places& places) {
       return Result(syscall(SYS_prlimit64, places.stranger, RLIMIT_CORE, 0, 0));
     }},
    {"setrlimit", SetCoreLimit},
    {"mount",
     [](const Places& places) {
       return Result(mount("none", places.inside, "tmpfs", 0, nullptr));
     }},
    {"umount2", [](const Places& places) { return Result(umount2(places.inside, 0)); }},
    {"pivot_root", Call<SYS_pivot_root, 0, 0>},
    {"open_tree", Call<SYS_open_tree, 0, 0, 0>},
    {"fsopen", Call<SYS_fsopen, 0, 0>},
    {"chroot", [](const Places& places) { return Result(chroot(places.inside)); }},
    {"open_by_handle_at", Call<SYS_open_by_handle_at, 0, 0, 0>},
    {"reboot", Call<SYS_reboot, 0, 0, 0, 0>},
    {"kexec_load", Call<SYS_kexec_load, 0, 0, 0, 0>},
    {"swapon", Call<SYS_swapon, 0, 0>},
    {"init_module", Call<SYS_init_module, 0, 0, 0>},
    {"finit_module", Call<SYS_finit_module, -1, 0, 0>},
    {"delete_module", Call<SYS_delete_module, 0, 0>},
    {"bpf", Call<SYS_bpf, BPF_MAP_CREATE, 0, 0>},
    {"perf_event_open", Call<SYS_perf_event_open, 0, 0, -1, -1, 0>},
    {"userfaultfd", Call<SYS_userfaultfd, 0>},
    {"io_uring_setup", Call<SYS_io_uring_setup, 1, 0>},
    {"keyctl", Call<SYS_keyctl, 0, 0, 0, 0, 0>},
    {"add_key", Call<SYS_add_key, 0, 0, 0, 0, 0>},
    {"request_key", Call<SYS_request_key, 0, 0, 0, 0>},
    {"setuid", Call<SYS_setuid, 0>},
    {"setgid", Call<SYS_setgid, 0>},
    {"setreuid", Call<SYS_setreuid, -1, -1>},
    {"setresuid", Call<SYS_setresuid, 0, 0, 0>},
    {"setgroups", Call<SYS_setgroups, 0, 0>},
    {"setfsuid",
     [](const Places&) {
       // It tells of no error, but of whom it was before.
       const long before = syscall(SYS_setfsuid, -1);
       return before < 0 ? errno : 0;
     }},
    {"capset", Call<SYS_capset, 0, 0>},
    {"personality", Call<SYS_personality, 0x0040000>},
    {"seccomp", Call<SYS_seccomp, 1, 0, 0>},
    {"settimeofday", Call<SYS_settimeofday, 0, 0>},
    {"clock_settime", Call<SYS_clock_settime, 0, 0>},
    {"sethostname", Call<SYS_sethostname, 0, 0>},
    {"syslog", Call<SYS_syslog, 3, 0, 0>},
    {"acct", Call<SYS_acct, 0>},
    {"quotactl", Call<SYS_quotactl, 0, 0, 0, 0>},
    {"setsid", Call<SYS_setsid>},
    {"listen", Call<SYS_listen, -1, 1>},
    {"a raw socket", [](const Places&) { return Socket(AF_INET, SOCK_RAW, 1); }},
    {"a packet socket", [](const Places&) { return Socket(AF_PACKET, SOCK_RAW, 0); }},
    {"another netlink", [](const Places&) { return Socket(AF_NETLINK, SOCK_RAW, 9); }},
    {"a kernel crypto socket", [](const Places&) { return Socket(AF_ALG, SOCK_SEQPACKET, 0); }},
    {"typing into the terminal", TypeIntoTerminal},
    {"chmod",
     [](const Places& places) {
       return WithPath(places.outside, "there", [](const char* path) { return chmod(path, 0777); });
     }},
    {"chown",
     [](const Places& places) {
       return WithPath(places.outside, "there", [](const char* path) { return chown(path, 0, 0); });
     }},
    {"truncate",
     [](const Places& places) {
       return WithPath(places.outside, "there", [](const char* path) { return truncate(path, 0); });
     }},
    {"symlink",
     [](const Places& places) {
       return WithPath(places.inside, "link",
                       [](const char* path) { return symlink("/etc", path); });
     }},
    // Files.
    {"open a file outside to write",
     [](const Places& places) { return OpenIn(places.outside, "there", O_WRONLY); }},
    {"open a file outside to read and write",
     [](const Places& places) { return OpenIn(places.outside, "there", O_RDWR); }},
    {"open a file outside to cut it off",
     [](const Places& places) { return OpenIn(places.outside, "there", O_RDONLY | O_TRUNC); }},
    {"make a file outside",
     [](const Places& places) { return OpenIn(places.outside, "new", O_WRONLY | O_CREAT); }},
    {"make a folder outside",
     [](const Places& places) {
       return WithPath(places.outside, "folder",
                       [](const char* path) { return mkdir(path, 0700); });
     }},
    {"remove a file outside",
     [](const Places& places) {
       return WithPath(places.outside, "there", [](const char* path) { return unlink(path); });
     }},
    {"rename a file outside",
     [](const Places& places) {
       char to[4096];
       snprintf(to, sizeof(to), "%s/other", places.outside);
       return WithPath(places.outside, "there",
                       [&to](const char* path) { return rename(path, to); });
     }},
    {"make a device",
     [](const Places& places) {
       return WithPath(places.inside, "device",
                       [](const char* path) { return mknod(path, S_IFCHR | 0600, 0x103); });
     }},
    {"read a file outside",
     [](const Places& places) { return OpenIn(places.outside, "there", O_RDONLY); }},
    {"read a stranger's environment",
     [](const Places& places) {
       char folder[64];
       snprintf(folder, sizeof(folder), "/proc/%d", places.stranger);
       return OpenIn(folder, "environ", O_RDONLY);
     }},
    {"write its own memory by /proc",
     [](const Places&) { return OpenIn("/proc/self", "mem", O_RDWR); }},
};
const int kForbiddenCount = sizeof(kForbidden) / sizeof(kForbidden[0]);

}  // namespace escape
