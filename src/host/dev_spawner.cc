#include "src/host/dev_spawner.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

namespace host {
namespace {

// What the new process needs, made before there is one: it may call only what a signal handler may.
struct Start {
  char* const* arguments;
  const char* folder;
  int input;  // these three -1: nothing
  int output;
  int error;
  pid_t parent;
};

// Gives the new process `file`, or nothing, as its descriptor `as`.
bool Give(int file, int as, int flags) {
  if (file < 0) file = open("/dev/null", flags | O_CLOEXEC);
  if (file == as) return fcntl(file, F_SETFD, 0) == 0;
  return dup2(file, as) == as;
}

// In the new process: 0 never; else why the program does not run.
int Become(const Start& start) {
  if (setpgid(0, 0) != 0) return errno;
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return errno;
  // It may have gone before that held.
  if (getppid() != start.parent) return ESRCH;
  if (chdir(start.folder) != 0) return errno;
  if (!Give(start.input, STDIN_FILENO, O_RDONLY) || !Give(start.output, STDOUT_FILENO, O_WRONLY) ||
      !Give(start.error, STDERR_FILENO, O_WRONLY)) {
    return errno;
  }
  struct sigaction standard = {};
  standard.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; ++number) sigaction(number, &standard, nullptr);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  execv(start.arguments[0], start.arguments);
  return errno;
}

// Its own function, since the new process runs on this one's stack until it is the program.
[[gnu::noinline]] pid_t Fork(const Start& start, volatile int& problem) {
  const pid_t pid = vfork();
  if (pid == 0) {
    problem = Become(start);
    _exit(127);
  }
  if (pid < 0) problem = errno;
  return pid;
}

void Wait(pid_t pid, int* status) {
  while (waitpid(pid, status, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace

class DevSpawner::Group : public Child {
 public:
  Group(DevSpawner& owner, pid_t leader) : owner_(owner), leader_(leader) {}
  ~Group() override {
    if (leader_ < 0) return;
    Kill();
    (void)Wait();
  }

  void Kill() override {
    if (leader_ > 0) kill(-leader_, SIGKILL);
  }

  absl::StatusOr<int> Wait() override {
    siginfo_t info;
    // Until it is waited for, the number of the group stays its own.
    while (waitid(P_PID, leader_, &info, WEXITED | WNOWAIT) != 0) {
      if (errno != EINTR) return absl::ErrnoToStatus(errno, "waitid");
    }
    kill(-leader_, SIGKILL);
    {
      absl::MutexLock lock(owner_.mutex_);
      owner_.running_.erase(leader_);
    }
    int status = 0;
    host::Wait(std::exchange(leader_, -1), &status);
    return status;
  }

 private:
  DevSpawner& owner_;
  pid_t leader_;  // -1: it was waited for
};

absl::StatusOr<std::unique_ptr<Child>> DevSpawner::Spawn(const std::vector<std::string>& arguments,
                                                         const std::filesystem::path& folder,
                                                         int input, int output, int error) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const Start start = {argv.data(), folder.c_str(), input, output, error, getpid()};
  volatile int problem = 0;
  absl::MutexLock lock(mutex_);
  if (closed_) return absl::CancelledError(absl::StrCat(arguments[0], ": is not started any more"));
  // A handler of this process must not run in the new one.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  const pid_t pid = Fork(start, problem);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (problem != 0) {
    if (pid > 0) host::Wait(pid, nullptr);
    return absl::ErrnoToStatus(problem, absl::StrCat(arguments[0], ": cannot be started"));
  }
  running_.insert(pid);
  return std::make_unique<Group>(*this, pid);
}

void DevSpawner::EndAll() {
  absl::MutexLock lock(mutex_);
  KillAll();
}

void DevSpawner::Close() {
  absl::MutexLock lock(mutex_);
  closed_ = true;
  KillAll();
}

void DevSpawner::KillAll() {
  for (pid_t leader : running_) kill(-leader, SIGKILL);
}

}  // namespace host
