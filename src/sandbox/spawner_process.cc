#include "src/sandbox/spawner_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <utility>
#include <vector>

#include "src/sandbox/spawn_message.h"

namespace sandbox {
namespace {

// More at a time are not started.
constexpr size_t kMostPrograms = 64;
// Where the socket of the requests is put; nothing above stays open.
constexpr int kRequestsPlace = 3;

// Signals that a terminal, or whoever stops the server, sends to all of its processes: the server
// decides what ends.
constexpr int kIgnored[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGPIPE};

struct Running {
  pid_t process = -1;
  Descriptor replies;
  bool killed = false;
};

// Starts the program; errno, or 0.
int Start(const SpawnRequest& request, int error, int input, int output, pid_t& process) {
  std::vector<char*> argv;
  for (const std::string& argument : request.arguments) {
    argv.push_back(const_cast<char*>(argument.c_str()));
  }
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  // Where there is none it has this process's own, which is /dev/null.
  if (input >= 0) posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  if (output >= 0) posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, error, STDERR_FILENO);
  posix_spawn_file_actions_addchdir_np(&actions, request.folder.c_str());
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  sigset_t usual;
  sigemptyset(&usual);
  for (int signal : kIgnored) sigaddset(&usual, signal);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  const int failed = posix_spawn(&process, argv[0], &actions, &attributes, argv.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return failed;
}

class SpawnerProcess {
 public:
  SpawnerProcess(Descriptor requests, Descriptor children, const std::vector<ProgramRule>& rules)
      : requests_(std::move(requests)), children_(std::move(children)), rules_(rules) {}

  // Until the other side has gone; then no program is left.
  void Run() {
    while (Round()) {
    }
    for (Running& running : running_) Kill(running);
    for (Running& running : running_) waitpid(running.process, nullptr, 0);
  }

 private:
  bool Round() {
    std::vector<pollfd> waited = {{requests_.get(), POLLIN, 0}, {children_.get(), POLLIN, 0}};
    for (const Running& running : running_) {
      // One that is being killed has nothing more to say.
      waited.push_back({running.killed ? -1 : running.replies.get(), POLLIN, 0});
    }
    if (poll(waited.data(), waited.size(), -1) < 0) return errno == EINTR;
    for (size_t i = 2; i < waited.size(); ++i) {
      // Whoever wanted the program does not any more; nothing else is said there.
      if (waited[i].revents != 0) Kill(running_[i - 2]);
    }
    if (waited[1].revents != 0) Reap();
    if (waited[0].revents != 0) return Take();
    return true;
  }

  static void Kill(Running& running) {
    running.killed = true;
    kill(running.process, SIGKILL);
  }

  void Reap() {
    signalfd_siginfo told;
    (void)!read(children_.get(), &told, sizeof(told));
    int status = 0;
    for (pid_t process = 0; (process = waitpid(-1, &status, WNOHANG)) > 0;) {
      const auto at = std::find_if(running_.begin(), running_.end(), [process](const Running& one) {
        return one.process == process;
      });
      if (at == running_.end()) continue;
      Say(at->replies, {SpawnReply::Kind::kEnded, status, ""});
      running_.erase(at);
    }
  }

  // One request; false: there are no more.
  bool Take() {
    absl::StatusOr<Datagram> datagram = ReceiveDatagram(requests_.get(), kMaxSpawnRequest);
    if (absl::IsUnavailable(datagram.status())) return false;
    // There is nobody to tell.
    if (!datagram.ok() || datagram->descriptors.empty()) return true;
    Descriptor replies = std::move(datagram->descriptors.front());
    absl::StatusOr<SpawnRequest> request = DecodeSpawnRequest(datagram->octets);
    absl::Status status = request.status();
    if (status.ok() && datagram->descriptors.size() != request->descriptors()) {
      status = absl::InvalidArgumentError("the wrong number of descriptors came with it");
    }
    status.Update(status.ok() ? CheckProgram(rules_, *request) : status);
    if (!status.ok()) {
      Say(replies, {SpawnReply::Kind::kRefused, 0, std::string(status.message())});
      return true;
    }
    Serve(*request, datagram->descriptors, std::move(replies));
    return true;
  }

  void Serve(const SpawnRequest& request, const std::vector<Descriptor>& descriptors,
             Descriptor replies) {
    const int error = descriptors[1].get();
    const int input = request.has_input ? descriptors[2].get() : -1;
    const int output = request.has_output ? descriptors.back().get() : -1;
    Running running;
    const int failed = running_.size() < kMostPrograms
                           ? Start(request, error, input, output, running.process)
                           : EAGAIN;
    if (failed != 0) return Say(replies, {SpawnReply::Kind::kFailed, failed, ""});
    Say(replies, {SpawnReply::Kind::kStarted, running.process, ""});
    running.replies = std::move(replies);
    running_.push_back(std::move(running));
  }

  static void Say(const Descriptor& replies, const SpawnReply& reply) {
    // Whoever has gone, or does not read, wants to know nothing, nor does what is no socket.
    (void)SendDatagram(replies.get(), EncodeSpawnReply(reply), {}, WhenFull::kDrop);
  }

  Descriptor requests_;
  Descriptor children_;
  const std::vector<ProgramRule>& rules_;
  std::vector<Running> running_;
};

// Leaves the socket open and nothing else; the first three are /dev/null.
Descriptor KeepOnly(Descriptor requests) {
  if (requests.get() != kRequestsPlace) {
    dup3(requests.get(), kRequestsPlace, O_CLOEXEC);
    requests = Descriptor(kRequestsPlace);
  }
  const int null = open("/dev/null", O_RDWR);
  for (int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(null, number);
  if (syscall(SYS_close_range, kRequestsPlace + 1, ~0U, 0) != 0) {
    // A kernel before 5.9.
    for (int i = kRequestsPlace + 1; i < sysconf(_SC_OPEN_MAX); ++i) close(i);
  }
  return requests;
}

// Where SIGCHLD is read from.
Descriptor WatchChildren() {
  for (int signal_number : kIgnored) signal(signal_number, SIG_IGN);
  signal(SIGCHLD, SIG_DFL);
  sigset_t ended;
  sigemptyset(&ended);
  sigaddset(&ended, SIGCHLD);
  sigprocmask(SIG_SETMASK, &ended, nullptr);
  return Descriptor(signalfd(-1, &ended, SFD_CLOEXEC | SFD_NONBLOCK));
}

}  // namespace

void RunSpawnerProcess(Descriptor requests, Spawner::Options options) {
  requests = KeepOnly(std::move(requests));
  Descriptor children = WatchChildren();
  const absl::Status status = options.prepare ? options.prepare() : absl::OkStatus();
  const SpawnReply ready = {status.ok() ? SpawnReply::Kind::kReady : SpawnReply::Kind::kRefused, 0,
                            std::string(status.message())};
  (void)SendDatagram(requests.get(), EncodeSpawnReply(ready), {});
  if (status.ok()) {
    SpawnerProcess(std::move(requests), std::move(children), options.programs).Run();
    if (options.at_end) options.at_end();
  }
  _exit(status.ok() ? 0 : 1);
}

}  // namespace sandbox
