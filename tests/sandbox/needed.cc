#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/membarrier.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "tests/sandbox/escape.h"

namespace escape {
namespace {

constexpr size_t kPage = 4096;

int Result(long result) { return result < 0 ? errno : 0; }

int AndClose(int file) {
  if (file < 0) return errno;
  close(file);
  return 0;
}

void* Nothing(void*) { return nullptr; }

int StartThread(const Places&) {
  pthread_t thread;
  if (int error = pthread_create(&thread, nullptr, Nothing, nullptr); error != 0) return error;
  return pthread_join(thread, nullptr);
}

// What a compiler at run time does.
int WriteCode(const Places&) {
  void* page = mmap(nullptr, kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return errno;
  int error = Result(mprotect(page, kPage, PROT_READ | PROT_EXEC));
  if (error == 0) error = Result(mprotect(page, kPage, PROT_READ | PROT_WRITE | PROT_EXEC));
  if (error == 0) error = Result(madvise(page, kPage, MADV_DONTNEED));
  munmap(page, kPage);
  return error;
}

// Processors without the feature, or kernels, say so.
int ProtectionKeys(const Places&) {
  const int key = pkey_alloc(0, 0);
  if (key < 0) return errno == ENOSPC || errno == EINVAL || errno == ENOSYS ? 0 : errno;
  return Result(pkey_free(key));
}

volatile sig_atomic_t taken = 0;
void Take(int) { taken = taken + 1; }

int SignalItself(const Places&) {
  struct sigaction action = {};
  action.sa_handler = Take;
  if (sigaction(SIGUSR1, &action, nullptr) != 0) return errno;
  const sig_atomic_t before = taken;
  if (int error = Result(syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), SIGUSR1)); error != 0) {
    return error;
  }
  if (int error = Result(kill(getpid(), SIGUSR1)); error != 0) return error;
  if (raise(SIGUSR1) != 0) return errno;
  return taken > before ? 0 : EAGAIN;
}

int TimeOfThread(const Places&) {
  sigevent event = {};
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = SIGUSR1;
  event._sigev_un._tid = static_cast<pid_t>(syscall(SYS_gettid));
  timer_t timer;
  if (timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &timer) != 0) return errno;
  const itimerspec later = {{0, 0}, {1000, 0}};
  const int error = Result(timer_settime(timer, 0, &later, nullptr));
  timer_delete(timer);
  return error;
}

int BeIdle(const Places&) {
  const sched_param none = {};
  if (sched_setscheduler(0, SCHED_IDLE, &none) != 0) return errno;
  return Result(sched_setscheduler(0, SCHED_OTHER, &none));
}

int AlternateStack(const Places&) {
  static char stack[65536];
  stack_t given = {};
  given.ss_sp = stack;
  given.ss_size = sizeof(stack);
  stack_t before = {};
  if (sigaltstack(&given, &before) != 0) return errno;
  return Result(sigaltstack(&before, nullptr));
}

int WaitOnEpoll(const Places&) {
  const int epoll = epoll_create1(EPOLL_CLOEXEC);
  if (epoll < 0) return errno;
  const int event = eventfd(1, EFD_CLOEXEC);
  epoll_event wanted = {};
  wanted.events = EPOLLIN;
  int error = Result(epoll_ctl(epoll, EPOLL_CTL_ADD, event, &wanted));
  if (error == 0) error = Result(epoll_wait(epoll, &wanted, 1, 1000));
  close(event);
  close(epoll);
  return error;
}

// To nobody: the address is one for documents, and datagrams are not sent by connecting.
int ConnectSomewhere(const Places&) {
  const int made = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (made < 0) return errno;
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(53);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int error =
      Result(connect(made, reinterpret_cast<const sockaddr*>(&address), sizeof(address)));
  close(made);
  return error;
}

int KeepFile(const Places& places) {
  char path[4096];
  char renamed[4096];
  char folder[4096];
  snprintf(folder, sizeof(folder), "%s/kept", places.inside);
  snprintf(path, sizeof(path), "%s/kept/new", places.inside);
  snprintf(renamed, sizeof(renamed), "%s/renamed", places.inside);
  if (mkdir(folder, 0700) != 0) return errno;
  const int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return errno;
  int error = Result(pwrite(file, "word", 4, 0));
  if (error == 0) error = Result(ftruncate(file, 8192));
  if (error == 0) error = Result(fdatasync(file));
  if (error == 0) error = Result(flock(file, LOCK_EX | LOCK_NB));
  struct flock lock = {};
  lock.l_type = F_WRLCK;
  if (error == 0) error = Result(fcntl(file, F_SETLK, &lock));
  void* mapped = mmap(nullptr, kPage, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (error == 0 && mapped == MAP_FAILED) error = errno;
  if (mapped != MAP_FAILED) {
    if (error == 0) error = Result(msync(mapped, kPage, MS_SYNC));
    munmap(mapped, kPage);
  }
  if (error == 0) error = Result(utimensat(AT_FDCWD, path, nullptr, 0));
  close(file);
  if (error == 0) error = Result(rename(path, renamed));
  if (error == 0) error = Result(unlink(renamed));
  if (error == 0) error = Result(rmdir(folder));
  return error;
}

int OpenToRead(const char* path) { return AndClose(open(path, O_RDONLY | O_CLOEXEC)); }

}  // namespace

const Attempt kNeeded[] = {
    {"a thread", StartThread},
    {"code in memory", WriteCode},
    {"protection keys", ProtectionKeys},
    {"membarrier",
     [](const Places&) { return Result(syscall(SYS_membarrier, MEMBARRIER_CMD_QUERY, 0, 0)); }},
    {"signals to itself", SignalItself},
    {"an alternate stack", AlternateStack},
    {"a timer of a thread's time", TimeOfThread},
    {"SCHED_IDLE and back", BeIdle},
    {"setpriority",
     [](const Places&) {
       return Result(setpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)), 5));
     }},
    {"its limits",
     [](const Places&) {
       rlimit limit;
       return Result(getrlimit(RLIMIT_STACK, &limit));
     }},
    {"its name", [](const Places&) { return Result(prctl(PR_SET_NAME, "escape")); }},
    {"getrandom",
     [](const Places&) {
       char octets[16];
       return Result(getrandom(octets, sizeof(octets), 0));
     }},
    {"eventfd and epoll", WaitOnEpoll},
    {"timerfd",
     [](const Places&) { return AndClose(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC)); }},
    {"memfd", [](const Places&) { return AndClose(memfd_create("escape", MFD_CLOEXEC)); }},
    {"a pipe",
     [](const Places&) {
       int ends[2];
       if (pipe2(ends, O_CLOEXEC) != 0) return errno;
       close(ends[0]);
       return AndClose(ends[1]);
     }},
    {"a socket to somewhere", ConnectSomewhere},
    {"a socket of IPv6",
     [](const Places&) {
       const int made = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
       return made < 0 && errno == EAFNOSUPPORT ? 0 : AndClose(made);
     }},
    {"the resolver's netlink",
     [](const Places&) { return AndClose(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0)); }},
    {"files below the data directory", KeepFile},
    {"/etc", [](const Places&) { return OpenToRead("/etc/passwd"); }},
    {"its own memory's size", [](const Places&) { return OpenToRead("/proc/self/statm"); }},
    {"its own maps", [](const Places&) { return OpenToRead("/proc/self/maps"); }},
    {"/dev/urandom", [](const Places&) { return OpenToRead("/dev/urandom"); }},
    {"/dev/null", [](const Places&) { return AndClose(open("/dev/null", O_WRONLY | O_CLOEXEC)); }},
};
const int kNeededCount = sizeof(kNeeded) / sizeof(kNeeded[0]);

}  // namespace escape
