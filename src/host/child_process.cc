#include "src/host/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "src/base/clock.h"

namespace host {
namespace {

constexpr size_t kMaxOutput = size_t{1} << 20;
// How often it is looked whether a program is to be killed.
constexpr int64_t kStopMillis = 50;

// Gives the program `file`, or nothing, as its descriptor `as`.
void AddFile(posix_spawn_file_actions_t& actions, int file, int as, int flags) {
  if (file >= 0) {
    posix_spawn_file_actions_adddup2(&actions, file, as);
  } else {
    posix_spawn_file_actions_addopen(&actions, as, "/dev/null", flags, 0);
  }
}

// A child of this process.
class OwnChild : public Child {
 public:
  explicit OwnChild(pid_t process) : process_(process) {}
  ~OwnChild() override {
    if (process_ < 0) return;
    Kill();
    (void)Wait();
  }

  void Kill() override { kill(process_, SIGKILL); }

  absl::StatusOr<int> Wait() override {
    int status = 0;
    while (waitpid(process_, &status, 0) < 0) {
      if (errno != EINTR) return absl::ErrnoToStatus(errno, "waitpid");
    }
    process_ = -1;
    return status;
  }

 private:
  pid_t process_;
};

// Starts programs as children of this process.
class OwnSpawner : public Spawner {
 public:
  absl::StatusOr<std::unique_ptr<Child>> Spawn(const std::vector<std::string>& arguments,
                                               const std::filesystem::path& folder, int input,
                                               int output, int error) override {
    std::vector<char*> argv;
    for (const std::string& argument : arguments) {
      argv.push_back(const_cast<char*>(argument.c_str()));
    }
    argv.push_back(nullptr);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    AddFile(actions, input, STDIN_FILENO, O_RDONLY);
    AddFile(actions, output, STDOUT_FILENO, O_WRONLY);
    posix_spawn_file_actions_adddup2(&actions, error, STDERR_FILENO);
    posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
    // A signal mask of ours is no concern of the program's.
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);

    pid_t child = -1;
    const int failed = posix_spawn(&child, argv[0], &actions, &attributes, argv.data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) {
      return absl::ErrnoToStatus(failed, absl::StrCat(arguments[0], ": cannot be started"));
    }
    return std::make_unique<OwnChild>(child);
  }
};

// Reads until the program closes its standard error; false when the time is over first, or `stop`.
bool Collect(int from, int64_t deadline_nanos, const std::atomic<bool>* stop, std::string& output) {
  char buffer[16384];
  for (;;) {
    const int64_t left = (deadline_nanos - base::Clock::Real().MonotonicNanos()) / 1'000'000;
    if (left <= 0 || (stop != nullptr && stop->load())) return false;
    pollfd waited = {from, POLLIN, 0};
    const int64_t patience = stop != nullptr ? std::min(left, kStopMillis) : left;
    const int ready = poll(&waited, 1, static_cast<int>(patience));
    if (ready < 0 && errno != EINTR) return true;
    if (ready <= 0) continue;
    const ssize_t count = read(from, buffer, sizeof(buffer));
    if (count == 0 || (count < 0 && errno != EINTR)) return true;
    if (count < 0) continue;
    output.append(buffer, std::min<size_t>(count, kMaxOutput - output.size()));
  }
}

}  // namespace

absl::StatusOr<ProcessResult> RunProcess(const std::vector<std::string>& arguments,
                                         const std::filesystem::path& folder, int timeout_millis,
                                         ProcessOptions options) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return absl::ErrnoToStatus(errno, "pipe");
  OwnSpawner own;
  Spawner& spawner = options.spawner != nullptr ? *options.spawner : own;
  absl::StatusOr<std::unique_ptr<Child>> child =
      spawner.Spawn(arguments, folder, options.input, options.output, ends[1]);
  close(ends[1]);
  if (!child.ok()) {
    close(ends[0]);
    return child.status();
  }
  ProcessResult result;
  const int64_t deadline =
      base::Clock::Real().MonotonicNanos() + int64_t{timeout_millis} * 1'000'000;
  const bool in_time = Collect(ends[0], deadline, options.stop, result.output);
  close(ends[0]);
  if (!in_time) (*child)->Kill();
  absl::StatusOr<int> status = (*child)->Wait();
  if (!in_time && options.stop != nullptr && options.stop->load()) {
    return absl::CancelledError(absl::StrCat(arguments[0], ": was ended"));
  }
  if (!in_time) {
    return absl::DeadlineExceededError(absl::StrCat(arguments[0], ": took longer than ",
                                                    timeout_millis / 1000, " s and was ended"));
  }
  if (!status.ok()) return status.status();
  result.exit_code = WIFEXITED(*status) ? WEXITSTATUS(*status) : 128 + WTERMSIG(*status);
  return result;
}

}  // namespace host
