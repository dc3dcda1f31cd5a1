#include "src/cli/key_terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

#include <atomic>
#include <utility>

namespace cli {
namespace {

constexpr int kCrashes[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT, SIGSEGV, SIGTRAP};

// What a handler of a signal finds. Written before the handlers are there.
struct Saved {
  std::atomic<bool> changed = false;  // whether the terminal is not as it was
  termios before = {};
  struct sigaction handlers[NSIG] = {};  // that there were before
};
constinit Saved saved;

// Async-signal-safe, as tcsetattr(3) is.
void Restore() {
  if (saved.changed.exchange(false)) tcsetattr(STDIN_FILENO, TCSANOW, &saved.before);
}

void OnCrash(int signal, siginfo_t* info, void* context) {
  const struct sigaction& before = saved.handlers[signal];
  if ((before.sa_flags & SA_SIGINFO) != 0) {
    // It does not return where the process goes on.
    before.sa_sigaction(signal, info, context);
  } else {
    ::signal(signal, SIG_DFL);
    syscall(SYS_tgkill, getpid(), static_cast<pid_t>(syscall(SYS_gettid)), signal);
  }
  // The signal comes again when this returns, and ends the process.
  Restore();
}

void CatchCrashes() {
  for (int signal : kCrashes) {
    sigaction(signal, nullptr, &saved.handlers[signal]);
    if (saved.handlers[signal].sa_handler == SIG_IGN) continue;
    struct sigaction action = {};
    action.sa_sigaction = &OnCrash;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, nullptr);
  }
}

bool InForeground() { return tcgetpgrp(STDIN_FILENO) == getpgrp(); }

bool ReadSingleKeys() {
  if (tcgetattr(STDIN_FILENO, &saved.before) != 0) return false;
  termios keys = saved.before;
  keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  keys.c_cc[VMIN] = 1;
  keys.c_cc[VTIME] = 0;
  saved.changed = true;
  return tcsetattr(STDIN_FILENO, TCSANOW, &keys) == 0;
}

}  // namespace

std::unique_ptr<KeyTerminal> KeyTerminal::Take(loop::Loop& loop, std::function<void(char)> on_key,
                                               std::function<void()> on_gone) {
  if (isatty(STDIN_FILENO) == 0 || isatty(STDOUT_FILENO) == 0) return nullptr;
  // Opened anew: what the loop reads does not wait, which what others share with it must.
  loop::Descriptor input(open("/proc/self/fd/0", O_RDONLY | O_NOCTTY | O_CLOEXEC | O_NONBLOCK));
  if (!input.is_open()) return nullptr;
  return std::unique_ptr<KeyTerminal>(
      new KeyTerminal(loop, std::move(input), std::move(on_key), std::move(on_gone)));
}

KeyTerminal::KeyTerminal(loop::Loop& loop, loop::Descriptor input, std::function<void(char)> on_key,
                         std::function<void()> on_gone)
    : loop_(loop),
      input_(std::move(input)),
      on_key_(std::move(on_key)),
      on_gone_(std::move(on_gone)) {
  CatchCrashes();
  // The terminal may be restored from the background, too.
  signal(SIGTTOU, SIG_IGN);
  auto signals =
      loop::Signals::Watch(loop_, {SIGTSTP, SIGCONT}, [this](int signal) { OnSignal(signal); });
  if (signals.ok()) signals_ = *std::move(signals);
  Begin();
}

KeyTerminal::~KeyTerminal() {
  Restore();
  for (int signal : kCrashes) sigaction(signal, &saved.handlers[signal], nullptr);
}

void KeyTerminal::Begin() {
  if (readable_ != nullptr || !InForeground() || !ReadSingleKeys()) return;
  readable_ = std::make_unique<loop::Readable>(loop_, input_.get(), [this] { OnInput(); });
}

void KeyTerminal::OnInput() {
  // Whoever reads in the background is stopped.
  if (!InForeground() && tcgetpgrp(STDIN_FILENO) >= 0) {
    readable_ = nullptr;
    return;
  }
  char keys[64];
  const ssize_t count = read(input_.get(), keys, sizeof(keys));
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count <= 0) {
    readable_ = nullptr;
    return on_gone_();
  }
  for (ssize_t i = 0; i < count; ++i) on_key_(keys[i]);
}

void KeyTerminal::OnSignal(int signal) {
  if (signal == SIGCONT) return Begin();
  Restore();
  readable_ = nullptr;
  kill(getpid(), SIGSTOP);
}

}  // namespace cli
