#include "src/loop/child.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <uv.h>

#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/log/absl_check.h"
#include "absl/strings/str_cat.h"
#include "src/loop/descriptor.h"

namespace loop {
namespace {

// 0, or an errno value.
int Spawn(const Program& program, pid_t* pid) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  absl::Cleanup destroy = [&] {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  };
  // Also where the two are the same: then it is inherited.
  if (program.given >= 0) {
    posix_spawn_file_actions_adddup2(&actions, program.given, program.given_as);
  }
  if (program.output >= 0) {
    posix_spawn_file_actions_adddup2(&actions, program.output, STDOUT_FILENO);
  }
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  std::vector<char*> arguments;
  for (const std::string& argument : program.arguments) {
    arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  arguments.push_back(nullptr);
  return posix_spawn(pid, program.path.c_str(), &actions, &attributes, arguments.data(), environ);
}

}  // namespace

struct Child::Handle {
  Handle(Loop& loop, pid_t child, Descriptor descriptor, OnEnd callback)
      : pid(child), process(std::move(descriptor)), on_end(std::move(callback)) {
    ABSL_CHECK_EQ(uv_poll_init(loop.uv(), &poll, process.get()), 0);
    poll.data = this;
    ABSL_CHECK_EQ(uv_poll_start(&poll, UV_READABLE, &OnReady), 0);
  }

  static void OnReady(uv_poll_t* poll, int, int) {
    auto* self = static_cast<Handle*>(poll->data);
    int status = 0;
    const pid_t waited = waitpid(self->pid, &status, WNOHANG);
    if (waited == 0 || (waited < 0 && errno == EINTR)) return;
    uv_poll_stop(poll);
    self->pid = -1;
    // The function may destroy what it is kept in.
    auto on_end = std::exchange(self->on_end, nullptr);
    on_end(status);
  }

  uv_poll_t poll;
  pid_t pid;  // -1: it has ended
  Descriptor process;
  OnEnd on_end;
};

absl::StatusOr<std::unique_ptr<Child>> Child::Start(Loop& loop, const Program& program,
                                                    OnEnd on_end) {
  pid_t pid = -1;
  if (const int error = Spawn(program, &pid); error != 0) {
    return absl::ErrnoToStatus(error, absl::StrCat(program.path, " cannot be started"));
  }
  return Adopt(loop, pid, std::move(on_end));
}

absl::StatusOr<std::unique_ptr<Child>> Child::Adopt(Loop& loop, pid_t pid, OnEnd on_end) {
  Descriptor process(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  if (!process.is_open()) {
    return absl::ErrnoToStatus(errno, absl::StrCat("process ", pid, " cannot be watched"));
  }
  return std::unique_ptr<Child>(
      new Child(new Handle(loop, pid, std::move(process), std::move(on_end))));
}

Child::~Child() {
  uv_close(reinterpret_cast<uv_handle_t*>(&handle_->poll),
           [](uv_handle_t* closed) { delete static_cast<Handle*>(closed->data); });
}

pid_t Child::pid() const { return handle_->pid; }

void Child::Signal(int number) {
  // Until it was waited for, the number is nobody else's.
  if (handle_->pid > 0) kill(handle_->pid, number);
}

}  // namespace loop
