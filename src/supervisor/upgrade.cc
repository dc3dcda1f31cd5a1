// How another program takes the place of a supervisor (SIGUSR2).

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/supervisor/supervisor.h"

namespace supervisor {
namespace {

// How long the new program may take to say its version.
constexpr int64_t kCheckMillis = 10'000;

// Whether children, and a program that takes this one's place, have the descriptor.
void Inherit(int descriptor, bool inherited) {
  fcntl(descriptor, F_SETFD, inherited ? 0 : FD_CLOEXEC);
}

absl::StatusOr<loop::Descriptor> WriteToMemory(std::string_view text) {
  loop::Descriptor file(memfd_create("supervisor", MFD_CLOEXEC));
  if (!file.is_open()) return absl::ErrnoToStatus(errno, "a file in memory cannot be made");
  while (!text.empty()) {
    const ssize_t size = write(file.get(), text.data(), text.size());
    if (size < 0) return absl::ErrnoToStatus(errno, "a file in memory cannot be written");
    text.remove_prefix(static_cast<size_t>(size));
  }
  return file;
}

// No signal arrives while this lives; what comes waits.
class BlockedSignals {
 public:
  BlockedSignals() {
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before_);
  }
  ~BlockedSignals() { sigprocmask(SIG_SETMASK, &before_, nullptr); }
  BlockedSignals(const BlockedSignals&) = delete;
  BlockedSignals& operator=(const BlockedSignals&) = delete;

 private:
  sigset_t before_;
};

}  // namespace

void Supervisor::BeginUpgrade() {
  if (plan_.stopping() || checked_ != nullptr) return;
  // A program that does not run cannot be taken back: it must show that it does.
  const loop::Descriptor nowhere(open("/dev/null", O_WRONLY | O_CLOEXEC));
  loop::Program program;
  program.path = options_.own_program;
  program.arguments = {options_.own_program, "--version"};
  program.output = nowhere.get();
  auto child = loop::Child::Start(loop_, program, [this](int status) { OnChecked(status); });
  if (!child.ok()) return options_.warn("upgrade", child.status().message());
  checked_ = *std::move(child);
  check_.Start(kCheckMillis, [this] { checked_->Signal(SIGKILL); });
}

void Supervisor::OnChecked(int wait_status) {
  check_.Stop();
  checked_ = nullptr;
  if (!WIFEXITED(wait_status) || WEXITSTATUS(wait_status) != 0) {
    return options_.warn("upgrade", absl::StrCat(options_.own_program,
                                                 " --version does not end with the status 0, as "
                                                 "expected of a program that runs"));
  }
  wants_upgrade_ = true;
}

bool Supervisor::MayExecute() const {
  if (exit_code_ || plan_.stopping()) return false;
  for (const auto& [number, process] : processes_) {
    if (!process.socket->sent_all()) return false;
  }
  return true;
}

State Supervisor::MakeState() const {
  State state;
  state.last_settings = last_settings_;
  state.served = plan_.served();
  state.restarts = plan_.restarts();
  for (const auto& [number, settings] : sockets_.settings()) {
    state.settings.emplace_back(number, settings);
  }
  for (const auto& [key, sockets] : sockets_.open()) {
    for (const loop::Descriptor& socket : sockets) {
      state.sockets.push_back({.key = key, .descriptor = socket.get()});
    }
  }
  for (const auto& [number, process] : processes_) {
    const auto cell = plan_.cells().find(number);
    if (cell == plan_.cells().end()) continue;
    state.cells.push_back({.number = number,
                           .pid = process.pid,
                           .descriptor = process.socket->descriptor(),
                           .cell = cell->second});
  }
  return state;
}

void Supervisor::Execute() {
  // Until the new program watches them, signals wait. Those that have come are heard before.
  const BlockedSignals blocked;
  loop_.RunOnce(loop::Wait::kNo);
  if (!MayExecute()) return;
  wants_upgrade_ = false;
  const State state = MakeState();
  absl::StatusOr<loop::Descriptor> file = WriteToMemory(Encode(state));
  if (!file.ok()) return options_.warn("upgrade", file.status().message());
  std::vector<int> kept = {file->get()};
  for (const State::Socket& socket : state.sockets) kept.push_back(socket.descriptor);
  for (const State::Process& process : state.cells) kept.push_back(process.descriptor);
  for (int descriptor : kept) Inherit(descriptor, true);
  setenv(kStateVariable, absl::StrCat(file->get()).c_str(), 1);
  std::vector<char*> arguments;
  for (const std::string& argument : options_.own_arguments) {
    arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  arguments.push_back(nullptr);
  execv(options_.own_program.c_str(), arguments.data());
  const absl::Status status = absl::ErrnoToStatus(errno, options_.own_program);
  unsetenv(kStateVariable);
  for (int descriptor : kept) Inherit(descriptor, false);
  options_.warn("upgrade", status.message());
}

}  // namespace supervisor
